import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import { PlainText } from '../../components/plain-text.tsx';
import { useNow } from '../../components/when.tsx';
import { formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { startOf } from '../../components/removal/names.ts';
import { capital, formatClock, formatDay, formatMoment } from '../../strings/moment.ts';
import classes from './event-list.module.css';
import { figuresOf, looksOf, wordsOf } from './event-words.ts';
import { type ActivityEvent, byDay, type Line } from './kinds.ts';

/** Rows beyond which only those in sight are drawn. */
const virtualFrom = 200;

/** What happened, day by day. */
export function EventList({ events }: { readonly events: readonly ActivityEvent[] }): ReactNode {
  const now = useNow();
  const today = formatDay(new Date(now).toISOString(), now);
  const lines = useMemo(() => byDay(events, (at) => formatDay(at, now)), [events, now]);
  if (lines.length > virtualFrom) return <VirtualLines lines={lines} today={today} />;
  return (
    <ol className={classes.list}>
      {lines.map((line) => (
        <li key={line.kind === 'day' ? line.day : line.event.id} data-line={line.kind}>
          <LineContent line={line} today={today} />
        </li>
      ))}
    </ol>
  );
}

function VirtualLines({ lines, today }: { readonly lines: readonly Line[]; readonly today: string }): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: (index) => (lines[index]?.kind === 'day' ? 36 : 56), overscan: 12, getItemKey: (index) => keyOf(lines[index], index) });
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={0} role="region" aria-label={t('activity.title')}>
      <ol className={classes.list} style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <li key={item.key} ref={rows.measureElement} data-index={item.index} data-line={line.kind} aria-setsize={lines.length} aria-posinset={item.index + 1} className={classes.virtual} style={{ transform: `translateY(${item.start}px)` }}>
              <LineContent line={line} today={today} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function keyOf(line: Line | undefined, index: number): string | number {
  return line === undefined ? index : line.kind === 'day' ? line.day : line.event.id;
}

/** A backup is said by its time, not by its name. */
function detailOf({ kind, detail }: ActivityEvent, now: number): string | undefined {
  const at = kind === 'backup-pinned' || kind === 'backup-unpinned' ? startOf(detail ?? '') : undefined;
  return at === undefined ? detail : capital(formatMoment(at, now));
}

function LineContent({ line, today }: { readonly line: Line; readonly today: string }): ReactNode {
  const now = useNow();
  if (line.kind === 'day') return <h2 className={classes.day}>{line.day === today ? t('activity.today') : line.day}</h2>;
  const { event } = line;
  const { icon: Sign, tone } = looksOf(event);
  const figures = figuresOf(event);
  return (
    <div className={classes.event} data-tone={tone}>
      <Sign className={classes.sign} size="1.125rem" stroke={1.75} aria-hidden />
      <div className={classes.words}>
        <p className={classes.what}>
          {capital(wordsOf(event))}
          {event.app === undefined ? null : (
            <span className={classes.of}>
              <PlainText value={event.app} longest={60} />
            </span>
          )}
          {event.place === undefined ? null : (
            <span className={classes.of}>
              <PlainText value={event.place} longest={60} />
            </span>
          )}
        </p>
        {event.detail === undefined ? null : (
          <p className={classes.small}>
            <PlainText value={detailOf(event, now) ?? ''} longest={300} expandable />
          </p>
        )}
        {event.error === undefined ? null : (
          <p className={classes.trouble}>
            <PlainText value={event.error.message} longest={400} expandable /> <span className={classes.step}>{t('common.what-to-do', { step: event.error.nextStep })}</span>
          </p>
        )}
      </div>
      <span className={classes.figures}>{figures}</span>
      <time className={classes.time} dateTime={event.at} title={formatExactly(event.at)}>
        {formatClock(event.at)}
      </time>
    </div>
  );
}
