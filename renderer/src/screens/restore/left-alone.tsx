import { IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { t } from '../../strings/translate.ts';
import classes from './restore.module.css';

type Groups = Answers['restores']['receipt']['receipt']['leftAlone'];

/** What is not touched, and why. */
export function LeftAlone({ groups }: { readonly groups: Groups }): ReactNode {
  if (groups.length === 0) return null;
  return (
    <Card title={t('restore.plan.left-alone')}>
      <ul className={classes.reasons}>
        {groups.map(({ table, reason, field, says }) => (
          <li key={`${table} ${reason} ${field ?? ''}`} className={classes.reason}>
            <IconHandStop size="1rem" stroke={1.75} className={classes.reasonSign} aria-hidden />
            <span>
              <strong>
                <PlainText value={table} longest={60} />
              </strong>{' '}
              <PlainText value={says} longest={500} expandable />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
