import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import type { Backup } from './axis.ts';
import classes from './legend.module.css';
import { type BackupState, kindLooks, stateLooks, stateOf } from './looks.ts';
import { KindMark, StateMark } from './time-axis.tsx';

const kinds = ['manual', 'pre-change', 'pre-restore'] as const satisfies readonly Backup['kind'][];
const states = ['incomplete', 'unverified', 'unreadable'] as const satisfies readonly BackupState[];

/** What the marks mean, of those that are there. */
export function Legend({ backups }: { readonly backups: readonly Backup[] }): ReactNode {
  return (
    <p className={classes.legend}>
      <span>{t('timeline.legend')}</span>
      {kinds
        .filter((kind) => backups.some((backup) => backup.kind === kind))
        .map((kind) => (
          <span key={kind} className={classes.entry}>
            <KindMark kind={kind} /> {t(kindLooks[kind].word)}
          </span>
        ))}
      {states
        .filter((state) => backups.some((backup) => stateOf(backup) === state))
        .map((state) => (
          <span key={state} className={classes.entry}>
            <StateMark state={state} /> {t(stateLooks[state].word)}
          </span>
        ))}
    </p>
  );
}
