import type { Answers } from '../../app/connection/client.ts';
import { locale, t } from '../../strings/translate.ts';

export type Alarm = Answers['watch']['alarms']['open'][number];

/** What happened, in one sentence of names and figures. */
export function alarmTitle({ kind, table, field = '', records, of }: Alarm): string {
  switch (kind) {
    case 'records-lost':
      return t('alarm.records-lost', { table, count: records, of });
    case 'field-blanked':
      return t('alarm.field-blanked', { field, table, count: records, of });
    case 'table-gone':
      return t('alarm.table-gone', { table, count: records });
    case 'field-gone':
      return t('alarm.field-gone', { field, table });
    case 'records-missing':
      return t('alarm.records-missing', { table, count: records });
  }
}

/** Where a restore begins that makes it good. */
export function restoreDoor({ kind }: Alarm): 'deleted' | 'changed' | 'gone' {
  if (kind === 'field-blanked') return 'changed';
  return kind === 'table-gone' || kind === 'field-gone' ? 'gone' : 'deleted';
}

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });

export function shareText(share: number): string {
  return percent.format(share);
}
