import { TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './found.module.css';

export type Found = Answers['apps']['inspect'];

/** What the app answered: its tables with their counts, and what it may be hiding. Asks what to call it. */
export function FoundTables({ found, name, onName, nameError }: { readonly found: Found; readonly name: string; readonly onName: (name: string) => void; readonly nameError?: ReactNode }): ReactNode {
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
        <TextInput label={t('onboarding.found.name')} description={t('onboarding.found.name.hint')} value={name} maxLength={60} onChange={(event) => onName(event.currentTarget.value)} error={nameError} required withAsterisk={false} data-autofocus />
        {found.notes.length === 0 ? null : (
          <ul className={classes.notes}>
            {found.notes.map((note) => (
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
      </div>
    </Card>
  );
}
