import type { ReactNode } from 'react';
import { Picture } from '../pictured-steps.tsx';
import classes from '../pictured-steps.module.css';

/** Of the Google Cloud console, as of November 2026. */

export function ProjectPicture(): ReactNode {
  return (
    <Picture>
      <text x="14" y="24">Google Cloud</text>
      <rect x="84" y="11" width="104" height="19" rx="4" className={classes.field} />
      <text x="92" y="24">Select a project</text>
      <rect x="200" y="11" width="104" height="19" rx="4" className={classes.here} />
      <text x="208" y="24" className={classes.word}>
        New project
      </text>
      <text x="14" y="53">Project name</text>
      <rect x="84" y="40" width="104" height="19" rx="4" className={classes.field} />
      <text x="92" y="53">Holdfast</text>
    </Picture>
  );
}

export function ApiPicture(): ReactNode {
  return (
    <Picture>
      <text x="14" y="19">APIs and services</text>
      <text x="96" y="19">›</text>
      <text x="104" y="19">Library</text>
      <rect x="14" y="29" width="30" height="28" rx="5" className={classes.bar} />
      <text x="54" y="40">Google Drive API</text>
      <rect x="54" y="47" width="96" height="6" rx="3" className={classes.bar} />
      <rect x="232" y="30" width="72" height="24" rx="6" className={classes.solid} />
      <text x="254" y="45.500" className={classes.onSolid}>
        Enable
      </text>
    </Picture>
  );
}

export function ConsentPicture(): ReactNode {
  return (
    <Picture>
      <text x="14" y="19">Google Auth Platform</text>
      <text x="14" y="48">Audience</text>
      <circle cx="84" cy="45" r="5" className={classes.field} />
      <text x="94" y="48">Internal</text>
      <rect x="146" y="34" width="78" height="22" rx="5" className={classes.here} />
      <circle cx="158" cy="45" r="4" className={classes.solid} />
      <text x="168" y="48" className={classes.word}>
        External
      </text>
      <rect x="244" y="33" width="60" height="24" rx="6" className={classes.solid} />
      <text x="259" y="48.500" className={classes.onSolid}>
        Create
      </text>
    </Picture>
  );
}

export function PublishPicture(): ReactNode {
  return (
    <Picture>
      <text x="14" y="24">Publishing status</text>
      <text x="14" y="46">Testing</text>
      <rect x="104" y="32" width="76" height="22" rx="5" className={classes.here} />
      <text x="115" y="46" className={classes.word}>
        Publish app
      </text>
      <text x="192" y="46">→</text>
      <text x="206" y="46">In production</text>
    </Picture>
  );
}

export function ClientPicture(): ReactNode {
  return (
    <Picture>
      <text x="14" y="22">Application type</text>
      <rect x="92" y="9" width="104" height="19" rx="4" className={classes.here} />
      <text x="100" y="22" className={classes.word}>
        Desktop app
      </text>
      <rect x="244" y="7" width="60" height="24" rx="6" className={classes.solid} />
      <text x="259" y="22.500" className={classes.onSolid}>
        Create
      </text>
      <text x="14" y="52">Client ID</text>
      <rect x="56" y="39" width="104" height="19" rx="4" className={classes.field} />
      <text x="63" y="52">1234-a1b2….com</text>
      <text x="172" y="52">Client secret</text>
      <rect x="230" y="39" width="74" height="19" rx="4" className={classes.field} />
      <text x="238" y="52">•••••••••</text>
    </Picture>
  );
}
