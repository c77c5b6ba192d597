import type { ReactNode } from 'react';
import { Picture } from '../../components/pictured-steps.tsx';
import classes from '../../components/pictured-steps.module.css';

export function AddressPicture(): ReactNode {
  return (
    <Picture>
      <circle cx="15" cy="20" r="3.500" className={classes.bar} />
      <circle cx="27" cy="20" r="3.500" className={classes.bar} />
      <circle cx="39" cy="20" r="3.500" className={classes.bar} />
      <rect x="54" y="10" width="254" height="20" rx="10" className={classes.field} />
      <text x="66" y="23.500">app.base44.com/apps/</text>
      <rect x="166" y="12.500" width="84" height="15" rx="5" className={classes.here} />
      <text x="172" y="23.500" className={classes.word}>
        68f1c2…9b0e7a
      </text>
      <text x="255" y="23.500">/editor</text>
      <rect x="12" y="42" width="70" height="16" rx="4" className={classes.bar} />
      <rect x="92" y="42" width="216" height="16" rx="4" className={classes.bar} />
    </Picture>
  );
}

export function SecretsPicture(): ReactNode {
  return (
    <Picture>
      <rect x="10" y="10" width="84" height="48" rx="5" className={classes.field} />
      <text x="18" y="24">Settings</text>
      <rect x="15" y="33" width="74" height="17" rx="4" className={classes.here} />
      <text x="22" y="44.500" className={classes.word}>
        Secrets
      </text>
      <rect x="108" y="10" width="70" height="6" rx="3" className={classes.bar} />
      <text x="108" y="40">Secrets</text>
      <rect x="150" y="27" width="122" height="19" rx="4" className={classes.here} />
      <text x="158" y="39.500" className={classes.word}>
        Personal access tokens
      </text>
    </Picture>
  );
}

export function TokenPicture(): ReactNode {
  return (
    <Picture>
      <text x="14" y="22">Access token name</text>
      <rect x="104" y="9" width="96" height="19" rx="4" className={classes.field} />
      <text x="112" y="22">Holdfast</text>
      <text x="14" y="50">Permissions</text>
      <rect x="104" y="38" width="96" height="19" rx="4" className={classes.here} />
      <text x="112" y="51" className={classes.word}>
        Read only
      </text>
      <rect x="206" y="22" width="106" height="24" rx="6" className={classes.solid} />
      <text x="213" y="37.500" className={classes.onSolid}>
        Create access token
      </text>
    </Picture>
  );
}

export function CopyPicture(): ReactNode {
  return (
    <Picture>
      <rect x="14" y="22" width="224" height="24" rx="5" className={classes.field} />
      <text x="24" y="37.500">•••••••••••••••••••••••••••••••••••</text>
      <rect x="248" y="22" width="58" height="24" rx="6" className={classes.here} />
      <text x="266" y="37.500" className={classes.word}>
        Copy
      </text>
    </Picture>
  );
}
