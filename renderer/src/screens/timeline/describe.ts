import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { capital, formatMoment } from '../../strings/moment.ts';
import type { Backup } from './axis.ts';
import { kindLooks, stateLooks, stateOf } from './looks.ts';

/** Everything about a backup in one line, for those who hear the page. */
export function describe(backup: Backup, now: number): string {
  return [
    capital(formatMoment(backup.startedAt, now)),
    t(kindLooks[backup.kind].word),
    ...(backup.label === undefined ? [] : [t('timeline.label', { label: backup.label })]),
    t(stateLooks[stateOf(backup)].word),
    ...(backup.pinned ? [t('pin.pinned')] : []),
    ...(backup.outcome === 'unreadable' ? [] : [t('count.records', { count: backup.records }), formatBytes(backup.storedBytes)]),
  ].join(', ');
}
