import { VisuallyHidden } from '@mantine/core';
import { IconPinnedFilled } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { AlarmMark, useAlarmsByBackup } from '../../components/alarms/alarm-mark.tsx';
import type { Alarm } from '../../components/alarms/alarm-words.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { useNow } from '../../components/when.tsx';
import { movedTo } from '../../components/moved-to.ts';
import { formatBytes, formatCount, formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { capital, formatMoment } from '../../strings/moment.ts';
import type { Backup } from './axis.ts';
import classes from './backup-list.module.css';
import { kindLooks, stateLooks, stateOf } from './looks.ts';
import type { Picks } from './picks.ts';

interface BackupListProps {
  readonly app: string;
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** Of all backups: what a number of records is compared with. */
  readonly olderOf: (backup: Backup) => Backup | undefined;
  readonly picks: Picks;
  readonly onPick: (index: number, extend: boolean) => void;
}

/** The backups one under the other. One or two are picked: arrow keys, and with Shift the second one. */
export function BackupList({ app, backups, olderOf, picks, onPick }: BackupListProps): ReactNode {
  const now = useNow();
  const alarms = useAlarmsByBackup(app);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: backups.length, getScrollElement: () => scroller.current, estimateSize: () => 60, overscan: 8, getItemKey: (index) => backups[index]?.id ?? index });
  // Rows that turn out taller must not push the first one out of sight.
  rows.shouldAdjustScrollPositionOnItemSizeChange = neverAdjust;
  const active = picks.two ?? picks.one;
  useEffect(() => {
    rows.scrollToIndex(active, { align: 'auto' });
  }, [rows, active]);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="listbox"
      aria-multiselectable
      aria-label={t('timeline.list')}
      aria-describedby="timeline-how"
      aria-activedescendant={`backup-${active}`}
      tabIndex={0}
      onKeyDown={(event) => {
        const to = movedTo(event.key, active, backups.length, { forward: 'ArrowDown', back: 'ArrowUp' });
        if (to === undefined) return;
        event.preventDefault();
        onPick(to, event.shiftKey);
      }}
    >
      <div className={classes.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const backup = backups[item.index];
          if (backup === undefined) return null;
          return (
            <div
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              id={`backup-${item.index}`}
              role="option"
              aria-selected={item.index === picks.one || item.index === picks.two}
              aria-setsize={backups.length}
              aria-posinset={item.index + 1}
              className={classes.row}
              data-active={item.index === active ? '' : undefined}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={(event) => onPick(item.index, event.shiftKey || event.ctrlKey || event.metaKey)}
            >
              <Row backup={backup} older={olderOf(backup)} now={now} alarms={alarms.get(backup.id)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Row({ backup, older, now, alarms }: { readonly backup: Backup; readonly older: Backup | undefined; readonly now: number; readonly alarms: readonly Alarm[] | undefined }): ReactNode {
  const { icon: Sign, tone, word } = stateLooks[stateOf(backup)];
  const isRead = backup.outcome !== 'unreadable';
  return (
    <>
      <Sign className={classes.sign} data-tone={tone} size="1.125rem" stroke={1.75} aria-hidden />
      <div className={classes.words}>
        <div className={classes.when} title={formatExactly(backup.startedAt)}>
          {capital(formatMoment(backup.startedAt, now))}
          {backup.pinned ? <IconPinnedFilled className={classes.pin} size="0.875rem" role="img" aria-label={t('pin.pinned')} /> : null}
          <AlarmMark alarms={alarms} />
        </div>
        <div className={classes.small}>
          {backup.label === undefined ? t(kindLooks[backup.kind].word) : <PlainText value={backup.label} longest={80} />} · {t(word)}
        </div>
      </div>
      <div className={classes.figures}>
        <div className={classes.records}>{isRead ? <RecordCount count={backup.records} /> : '–'}</div>
        <div className={classes.small}>{isRead ? <Change records={backup.records} before={older?.outcome === 'unreadable' ? undefined : older?.records} fallback={formatBytes(backup.storedBytes)} /> : null}</div>
      </div>
    </>
  );
}

/** The bare number is enough for those who see the column. */
function RecordCount({ count }: { readonly count: number }): ReactNode {
  return (
    <>
      <span aria-hidden>{formatCount(count)}</span>
      <VisuallyHidden>{t('count.records', { count })}</VisuallyHidden>
    </>
  );
}

/** Records more or fewer than in the backup before; the size where nothing moved. */
function Change({ records, before, fallback }: { readonly records: number; readonly before: number | undefined; readonly fallback: string }): ReactNode {
  if (before === undefined || before === records) return fallback;
  const fewer = records < before;
  return <span className={fewer ? classes.fewer : undefined}>{t(fewer ? 'timeline.fewer' : 'timeline.more', { count: Math.abs(records - before) })}</span>;
}

function neverAdjust(): boolean {
  return false;
}
