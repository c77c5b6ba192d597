import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { t } from '../../strings/translate.ts';
import classes from './restore.module.css';

export type LeftAloneGroup = Answers['restores']['receipt']['receipt']['leftAlone'][number];

interface LeftAloneProps {
  readonly groups: readonly LeftAloneGroup[];
  /** The records of a group that somebody edited since, where they can be looked at. */
  readonly conflicts?: (group: LeftAloneGroup, index: number) => ReactNode;
}

/** What is not touched, and why. */
export function LeftAlone({ groups, conflicts }: LeftAloneProps): ReactNode {
  if (groups.length === 0) return null;
  return (
    <Card title={t('restore.plan.left-alone')}>
      <ul className={classes.reasons}>
        {groups.map((group, index) => (
          <Group key={`${group.table} ${group.reason} ${group.field ?? ''} ${group.says}`} group={group} records={group.reason === 'newer-value' ? conflicts?.(group, index) : undefined} />
        ))}
      </ul>
    </Card>
  );
}

function Group({ group: { table, field, says }, records }: { readonly group: LeftAloneGroup; readonly records: ReactNode }): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <li className={classes.reason}>
      <IconHandStop size="1rem" stroke={1.75} className={classes.reasonSign} aria-hidden />
      <div className={classes.reasonBody}>
        <strong>
          <PlainText value={table} longest={60} />
        </strong>{' '}
        <PlainText value={says} longest={500} expandable />{' '}
        {records === undefined ? null : (
          <Button variant="subtle" size="compact-xs" onClick={() => setOpened(!opened)} aria-expanded={opened} aria-label={t(opened ? 'restore.conflict.hide.of' : 'restore.conflict.show.of', { table, field: field ?? '' })}>
            {t(opened ? 'restore.conflict.hide' : 'restore.conflict.show')}
          </Button>
        )}
        {opened ? records : null}
      </div>
    </li>
  );
}
