import { IconCircleCheck, IconTrash } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { formatExactly } from '../../strings/numbers.ts';
import { calendarDay, capital, formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import { PlainText } from '../plain-text.tsx';
import { useNow } from '../when.tsx';
import { startOf } from './names.ts';
import classes from './removal.module.css';
import type { Removal } from './use-removal.ts';

interface Line {
  readonly backup: string;
  readonly why: string;
  readonly goes: boolean;
}

/** Every backup with what becomes of it and why, newest first. */
export function RemovalList({ removal }: { readonly removal: Removal }): ReactNode {
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const gone = new Set(removal.going.map(({ backup }) => backup));
  // What goes from one place and stays in another goes.
  const lines: readonly Line[] = [...removal.going.map((each) => ({ ...each, goes: true })), ...removal.kept.filter(({ backup }) => !gone.has(backup)).map((each) => ({ ...each, goes: false }))].toSorted((a, b) => (a.backup < b.backup ? 1 : -1));
  // Two of the same minute are told apart by their seconds.
  const minutes = lines.map(({ backup }) => backup.slice(0, 16));
  const repeated = new Set(minutes.filter((minute, index) => minutes.indexOf(minute) !== index));
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => 52, overscan: 8, getItemKey: (index) => lines[index]?.backup ?? index });
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={0} role="region" aria-label={t('retention.list')}>
      <ul className={classes.lines} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          const at = startOf(line.backup);
          const Sign = line.goes ? IconTrash : IconCircleCheck;
          return (
            <li key={item.key} ref={rows.measureElement} data-index={item.index} aria-setsize={lines.length} aria-posinset={item.index + 1} className={classes.line} data-goes={line.goes} style={{ transform: `translateY(${item.start}px)` }}>
              <Sign className={classes.sign} size="1.0625rem" stroke={1.75} aria-hidden />
              <span className={classes.when} title={at === undefined ? undefined : formatExactly(at)}>
                {at === undefined ? <PlainText value={line.backup} longest={60} /> : capital(formatMoment(at, now, repeated.has(line.backup.slice(0, 16))))}
              </span>
              <span className={classes.state}>{t(line.goes ? (removal.preview ? 'retention.goes' : 'retention.went') : 'retention.stays')}</span>
              <span className={classes.why}>
                <PlainText value={readable(line.why, now)} longest={200} />
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Backups inside a reason are said as moments, not by their names; days and months as people write them. */
function readable(why: string, now: number): string {
  return why.replace(/(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_[\w.-]+)|\b(\d{4}-\d\d-\d\d)\b|\b(\d{4}-\d\d)\b/g, (text: string, name?: string, day?: string, month?: string) => {
    const at = name === undefined ? undefined : startOf(name);
    if (at !== undefined) return formatMoment(at, now);
    return day === undefined && month === undefined ? text : (calendarDay(day ?? `${month}-01`, day === undefined) ?? text);
  });
}
