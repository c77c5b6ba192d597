import type { ReactNode } from 'react';
import { Picture } from '../../../components/pictured-steps.tsx';
import classes from '../../../components/pictured-steps.module.css';

/** A name, a field beside it, and what is to be clicked or copied. */
function Drawing({ label, field, mark }: { readonly label: string; readonly field: string; readonly mark: string }): ReactNode {
  return (
    <Picture>
      <text x="14" y="22">{label}</text>
      <rect x="14" y="32" width="192" height="22" rx="5" className={classes.field} />
      <text x="24" y="46.500">{field}</text>
      <rect x="216" y="32" width="92" height="22" rx="6" className={classes.here} />
      <text x="226" y="46.500" className={classes.word}>
        {mark}
      </text>
    </Picture>
  );
}

export function ServerPicture(): ReactNode {
  return <Drawing label="Outgoing mail (SMTP)" field="smtp.example.com" mark="Port 465" />;
}

export function AppPasswordPicture(): ReactNode {
  return <Drawing label="Security · App passwords" field="••••  ••••  ••••  ••••" mark="Generate" />;
}

export function SlackPicture(): ReactNode {
  return <Drawing label="Apps" field="Incoming Webhooks" mark="Add to Slack" />;
}

export function ChoosePicture(): ReactNode {
  return <Drawing label="Webhook URL" field="https://hooks.slack.com/…" mark="Copy URL" />;
}

export function JsonPicture(): ReactNode {
  return <Drawing label="New trigger: catch a webhook" field="https://example.com/hooks/…" mark="Copy" />;
}

export function AddressPicture(): ReactNode {
  return <Drawing label="X-Holdfast-Signature" field="sha256=4f0c9a…" mark="Compare" />;
}

export function CheckPicture(): ReactNode {
  return <Drawing label="Period 1 day · Grace 6 hours" field="Backups of my app" mark="Add check" />;
}

export function PingPicture(): ReactNode {
  return <Drawing label="Ping URL" field="https://hc-ping.com/…" mark="Copy" />;
}
