import { Select } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { formatMoment } from './as-of.ts';
import classes from './backup-picker.module.css';

type Backup = Answers['backups']['list']['backups'][number];

const newest = 'newest';
const mostListed = 200;

/** Which backup is looked at: the newest, until another one is chosen. */
export function BackupPicker({ backups, chosen, onChoose }: { readonly backups: readonly Backup[]; readonly chosen: string | undefined; readonly onChoose: (backup: string | undefined) => void }): ReactNode {
  const byId = useMemo(() => new Map(backups.map((backup, index) => [index === 0 ? newest : backup.id, backup])), [backups]);
  const options = useMemo(() => [...byId].map(([value, backup]) => ({ value, label: labelOf(backup, value === newest) })), [byId]);
  const value = chosen === undefined || chosen === backups[0]?.id ? newest : chosen;
  return (
    <Select
      size="sm"
      className={classes.picker}
      aria-label={t('data.backup.choose')}
      leftSection={<IconHistory size="1.125rem" stroke={1.75} aria-hidden />}
      data={options}
      value={byId.has(value) ? value : null}
      onChange={(next) => next !== null && onChoose(next === newest ? undefined : next)}
      allowDeselect={false}
      searchable={options.length > 12}
      limit={mostListed}
      nothingFoundMessage={t('data.backup.nothing')}
      maxDropdownHeight={360}
      comboboxProps={{ width: 'max-content', position: 'bottom-end', transitionProps: { duration: 100 } }}
      renderOption={({ option }) => <Option backup={byId.get(option.value)} label={option.label} />}
    />
  );
}

function Option({ backup, label }: { readonly backup: Backup | undefined; readonly label: string }): ReactNode {
  if (backup === undefined) return label;
  return (
    <span className={classes.option} title={formatExactly(backup.startedAt)}>
      <span className={classes.when}>{label}</span>
      <span className={classes.about}>
        {t('data.backup.records', { count: backup.records })} · {kindOf(backup.kind)}
        {backup.outcome === 'complete' ? null : <b className={classes.lacking}> · {t('data.backup.incomplete')}</b>}
      </span>
    </span>
  );
}

function labelOf({ startedAt, label }: Backup, isNewest: boolean): string {
  const when = formatMoment(startedAt);
  const name = isNewest ? `${t('data.backup.newest')}: ${when}` : t('data.backup.as-of', { when });
  return label === undefined ? name : `${name}, “${label}”`;
}

function kindOf(kind: Backup['kind']): string {
  switch (kind) {
    case 'scheduled':
    case 'manual':
    case 'pre-change':
      return t(`data.backup.kind.${kind}`);
    default:
      return t('data.backup.kind.other');
  }
}
