import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useNow } from '../../components/when.tsx';
import { movedTo } from '../../components/moved-to.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { formatClock, formatDay } from '../../strings/moment.ts';
import { type Backup, heightOf, pitchOf, type Slot, slotsOf, ticksOf } from './axis.ts';
import { describe } from './describe.ts';
import { type BackupState, stateLooks, stateOf } from './looks.ts';
import type { Picks } from './picks.ts';
import classes from './time-axis.module.css';

interface TimeAxisProps {
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly picks: Picks;
  readonly onPick: (index: number, extend: boolean) => void;
}

/** Every backup as a bar, oldest at the left. Arrow keys go from one to the next; with Shift they choose a second one. */
export function TimeAxis({ backups, picks, onPick }: TimeAxisProps): ReactNode {
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  const slots = useMemo(() => slotsOf(backups), [backups]);
  const most = useMemo(() => Math.max(0, ...backups.map(({ records }) => records)), [backups]);
  const pitch = pitchOf(slots.length, width);
  const axis = useVirtualizer({ count: slots.length, horizontal: true, getScrollElement: () => scroller.current, estimateSize: () => pitch, overscan: 40 });
  const active = picks.two ?? picks.one;
  const activeSlot = slots.findIndex((slot) => slot.kind === 'backup' && slot.index === active);
  useEffect(() => axis.measure(), [axis, pitch]);
  useEffect(() => {
    if (activeSlot >= 0) axis.scrollToIndex(activeSlot, { align: 'auto' });
  }, [axis, activeSlot, pitch]);
  const total = slots.length * pitch;
  const ticks = useMemo(() => ticksOf(slots, pitch, (at) => formatDay(at, now)), [slots, pitch, now]);
  return (
    <div className={classes.frame}>
      <div ref={measured} />
      <div
        ref={scroller}
        className={classes.scroller}
        role="listbox"
        aria-multiselectable
        aria-orientation="horizontal"
        aria-label={t('timeline.axis')}
        aria-activedescendant={`bar-${active}`}
        tabIndex={0}
        onKeyDown={(event) => {
          // The list is newest first, the axis oldest first: right is towards the beginning of the list.
          const key = event.key === 'Home' ? 'End' : event.key === 'End' ? 'Home' : event.key;
          const to = movedTo(key, active, backups.length, { forward: 'ArrowLeft', back: 'ArrowRight' });
          if (to === undefined) return;
          event.preventDefault();
          onPick(to, event.shiftKey);
        }}
      >
        <div className={classes.axis} style={{ width: total }}>
          <div className={classes.bars} style={{ width: total }}>
            {axis.getVirtualItems().map((item) => {
              const slot = slots[item.index];
              if (slot === undefined) return null;
              if (slot.kind === 'gap') return <Gap key={`gap-${slot.before}`} slot={slot} left={item.index * pitch} width={pitch} />;
              const { backup, index } = slot;
              const picked = index === picks.one || index === picks.two;
              const state = stateOf(backup);
              return (
                <div
                  key={backup.id}
                  id={`bar-${index}`}
                  role="option"
                  aria-selected={picked}
                  aria-label={describe(backup, now)}
                  title={describe(backup, now)}
                  className={classes.slot}
                  data-state={state}
                  data-active={index === active ? '' : undefined}
                  style={{ left: item.index * pitch, width: pitch }}
                  onClick={(event) => onPick(index, event.shiftKey || event.ctrlKey || event.metaKey)}
                >
                  <KindMark kind={backup.kind} />
                  <StateMark state={state} />
                  <div className={classes.bar} style={{ height: `${heightOf(backup, most) * 100}%`, width: Math.min(13, Math.max(4, pitch * 0.64)) }} />
                </div>
              );
            })}
            {ticks.map(({ slot, at, clock }) => (
              <span key={slot} className={classes.tick} style={{ left: Math.min(slot * pitch, Math.max(0, total - 60)) }} data-end={slot * pitch > total - 60 ? '' : undefined} aria-hidden>
                {clock ? formatClock(at) : formatDay(at, now)}
              </span>
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

function Gap({ slot, left, width }: { readonly slot: Extract<Slot, { kind: 'gap' }>; readonly left: number; readonly width: number }): ReactNode {
  return (
    <div className={classes.gap} style={{ left, width }} title={t('timeline.gap', { time: formatDuration(slot.ms) })} aria-hidden>
      <span />
    </div>
  );
}

/** Kinds by their shape; the usual one, by schedule, has none. */
export function KindMark({ kind }: { readonly kind: Backup['kind'] }): ReactNode {
  if (kind === 'scheduled') return null;
  return (
    <svg className={classes.kind} viewBox="0 0 10 10" width="0.625rem" height="0.625rem" aria-hidden>
      {kind === 'manual' ? <circle cx="5" cy="5" r="3.6" /> : kind === 'pre-change' ? <path d="M5 0.8 9.2 5 5 9.2 0.8 5Z" /> : <path d="M1.2 8.8 5 1.2 8.8 8.8Z" />}
    </svg>
  );
}

export function StateMark({ state }: { readonly state: BackupState }): ReactNode {
  if (state === 'verified') return null;
  const { icon: Sign, tone } = stateLooks[state];
  return <Sign className={classes.state} data-tone={tone} size="0.875rem" stroke={2.25} aria-hidden />;
}
