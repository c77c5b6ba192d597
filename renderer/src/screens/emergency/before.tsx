import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../../components/card.tsx';
import { LinkWords } from '../../components/links.tsx';
import { When } from '../../components/when.tsx';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './emergency.module.css';

interface BeforeProps {
  readonly app: string;
  readonly emergencies: Answers['emergencies']['list']['emergencies'];
}

/** Those that are over, newest first. */
export function Before({ app, emergencies }: BeforeProps): ReactNode {
  if (emergencies.length === 0) return null;
  return (
    <Card title={t('emergency.before')} flush>
      <ul className={classes.before}>
        {emergencies.map(({ id, what, startedAt, endedAt }) => (
          <li key={id}>
            <LinkWords to="/app/$app/emergency" params={{ app }} search={{ id }}>
              {what === '' ? t('emergency.before.what.none') : visible(what, 200)}
            </LinkWords>
            <span className={classes.small}>
              <When at={startedAt} />
              {endedAt === undefined ? null : `, ${t('emergency.before.lasted', { time: formatDuration(Date.parse(endedAt) - Date.parse(startedAt)) })}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
