import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PlainText } from '../../../components/plain-text.tsx';
import { t } from '../../../strings/translate.ts';
import type { DrillCheck, GoldenCheck } from '../types.ts';
import classes from './golden.module.css';
import { ruleSentence } from './rule-words.ts';
import { useTry } from './try-check.tsx';

interface GoldenRowProps {
  readonly app: string;
  readonly check: GoldenCheck;
  /** What became of it in the drill that is shown; undefined where there is none. */
  readonly inLast: DrillCheck['state'] | 'new' | undefined;
  readonly busy: boolean;
  readonly isReadOnly: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

/** One golden check of the list: what it says, how it did, and what can be done with it. */
export function GoldenRow({ app, check, inLast, busy, isReadOnly, onEdit, onRemove }: GoldenRowProps): ReactNode {
  const attempt = useTry(app, check);
  const says = ruleSentence(check.rule);
  return (
    <li className={classes.row} id={`golden-${check.id}`} tabIndex={-1}>
      <div className={classes.line}>
        <div className={classes.words}>
          <p className={classes.name}>
            <PlainText value={check.name} longest={120} />
          </p>
          <p className={classes.small}>
            {says === check.name ? null : (
              <>
                <PlainText value={says} longest={200} /> ·{' '}
              </>
            )}
            {inLast === undefined ? null : <span data-state={inLast}>{t(`golden.last.${inLast}`)}</span>}
          </p>
        </div>
        <div className={classes.actions}>
          {attempt.button}
          {isReadOnly ? null : (
            <>
              <Tooltip label={t('golden.edit', { name: check.name })}>
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('golden.edit', { name: check.name })} disabled={busy} onClick={onEdit}>
                  <IconPencil size="1.125rem" stroke={1.75} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t('golden.remove', { name: check.name })}>
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('golden.remove', { name: check.name })} disabled={busy} onClick={onRemove}>
                  <IconTrash size="1.125rem" stroke={1.75} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </>
          )}
        </div>
      </div>
      {attempt.answer}
    </li>
  );
}
