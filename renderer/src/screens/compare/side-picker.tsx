import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { capital, formatMoment } from '../../strings/moment.ts';
import classes from './side-picker.module.css';

type Backup = Answers['backups']['list']['backups'][number];

interface SidePickerProps {
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Can the app be read now? Not where only its backups are known. */
  readonly canReadLive: boolean;
  readonly onChange: (from: string | undefined, to: string | undefined) => void;
}

/** Which two states are compared. */
export function SidePicker({ backups, from, to, canReadLive, onChange }: SidePickerProps): ReactNode {
  const now = useNow();
  const readable = backups.filter(({ outcome }) => outcome !== 'unreadable');
  const plain = readable.map((backup) => formatMoment(backup.startedAt, now));
  const options = readable.map((backup, i) => {
    const moment = plain[i] ?? '';
    // Two of the same minute are told apart by their seconds.
    const label = capital(moment === plain[i - 1] || moment === plain[i + 1] ? formatMoment(backup.startedAt, now, true) : moment);
    return { value: backup.id, label: backup.label === undefined ? label : `${label} · ${visible(backup.label, 60)}` };
  });
  const live = { value: 'live', label: t('compare.live') };
  return (
    <div className={classes.picker}>
      <Select label={t('compare.from')} className={classes.side} data={options} value={from ?? null} onChange={(value) => onChange(value ?? undefined, to)} allowDeselect={false} searchable nothingFoundMessage={t('compare.no-such')} maxDropdownHeight={320} limit={300} />
      <Tooltip label={t('compare.swap')}>
        <ActionIcon variant="default" size="2.3125rem" className={classes.swap} disabled={from === undefined || to === undefined || to === 'live'} onClick={() => onChange(to, from)} aria-label={t('compare.swap')}>
          <IconArrowsExchange size="1.125rem" stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <Select label={t('compare.to-side')} className={classes.side} data={canReadLive ? [live, ...options] : options} value={to ?? null} onChange={(value) => onChange(from, value ?? undefined)} allowDeselect={false} searchable nothingFoundMessage={t('compare.no-such')} maxDropdownHeight={320} limit={300} />
    </div>
  );
}
