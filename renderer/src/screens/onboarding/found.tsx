import { TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './found.module.css';

export type Found = Answers['apps']['inspect'];

/** How a note begins that says what no backup of this platform can hold: true of every app, so no warning about this one. */
const gapBeginning = 'Not in a backup: ';

/** What the app answered: its tables with their counts, and what it may be hiding. Asks what to call it. */
export function FoundTables({ found, name, onName, nameError }: { readonly found: Found; readonly name: string; readonly onName: (name: string) => void; readonly nameError?: ReactNode }): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  // What was asked for is answered: the next thing to do is the name.
  useEffect(() => field.current?.focus(), []);
  const warnings = found.notes.filter((note) => !note.startsWith(gapBeginning));
  const gaps = found.notes.filter((note) => note.startsWith(gapBeginning));
  const records = found.entities.reduce((sum, one) => sum + (one.records ?? 0), 0);
  return (
    <Card
      title={
        <span className={classes.title}>
          <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden className={classes.good} />
          {t('onboarding.found.title', { tables: t('count.tables', { count: found.entities.length }), records: t('count.records', { count: records }) })}
        </span>
      }
    >
      <div className={classes.found} role="status">
        <TextInput ref={field} label={t('onboarding.found.name')} description={t('onboarding.found.name.hint')} value={name} maxLength={60} onChange={(event) => onName(event.currentTarget.value)} error={nameError} />
        {warnings.length === 0 ? null : (
          <ul className={classes.warnings}>
            {warnings.map((note) => (
              <li key={note}>
                <IconAlertTriangle size="1.125rem" stroke={1.75} aria-label={t('onboarding.found.warning')} />
                <span>{visible(note)}</span>
              </li>
            ))}
          </ul>
        )}
        <div className={classes.tables} tabIndex={0} role="group" aria-label={t('onboarding.found.tables')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('onboarding.found.table')}</th>
                <th scope="col">{t('onboarding.found.records')}</th>
              </tr>
            </thead>
            <tbody>
              {found.entities.map((one) => (
                <tr key={one.name}>
                  <th scope="row">
                    <PlainText value={one.name} longest={80} />
                  </th>
                  <td>{one.records === null ? t('common.unknown') : formatCount(one.records)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {gaps.length === 0 ? null : (
          <details className={classes.gaps}>
            <summary>{t('onboarding.found.not-in', { count: gaps.length })}</summary>
            <ul>
              {gaps.map((note) => (
                <li key={note}>{visible(note.slice(gapBeginning.length))}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Card>
  );
}
