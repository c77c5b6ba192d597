import { IconCheck } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../../strings/translate.ts';
import { movedTo } from '../../components/moved-to.ts';
import { RecordName } from '../../components/record/record-name.tsx';
import classes from './record-list.module.css';

interface RecordListProps {
  readonly app: string;
  /** Where the records can be looked up for their names; `live` = nowhere. */
  readonly backup: string;
  readonly table: string;
  readonly ids: readonly string[];
  readonly picked: string;
  readonly onPick: (id: string) => void;
  /** Those that are ticked, to be brought back alone; undefined where nothing can be brought back. */
  readonly ticked: ReadonlySet<string> | undefined;
  readonly onTick: (id: string) => void;
}

/** The records that changed, by what a person calls them; only those in sight are looked up. */
export function RecordList({ app, backup, table, ids, picked, onPick, ticked, onTick }: RecordListProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: ids.length, getScrollElement: () => scroller.current, estimateSize: () => 52, overscan: 6, getItemKey: (index) => ids[index] ?? index });
  // Rows that turn out taller must not push the first one out of sight.
  rows.shouldAdjustScrollPositionOnItemSizeChange = neverAdjust;
  const active = Math.max(0, ids.indexOf(picked));
  useEffect(() => {
    rows.scrollToIndex(active, { align: 'auto' });
  }, [rows, active]);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="listbox"
      aria-label={t('compare.records-of', { table })}
      aria-activedescendant={`record-${active}`}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === ' ' && ticked !== undefined) {
          event.preventDefault();
          onTick(picked);
          return;
        }
        const to = movedTo(event.key, active, ids.length, { forward: 'ArrowDown', back: 'ArrowUp' });
        const id = to === undefined ? undefined : ids[to];
        if (id === undefined) return;
        event.preventDefault();
        onPick(id);
      }}
    >
      <div className={classes.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const id = ids[item.index];
          if (id === undefined) return null;
          return (
            <div
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              id={`record-${item.index}`}
              role="option"
              aria-selected={id === picked}
              aria-checked={ticked === undefined ? undefined : ticked.has(id)}
              aria-setsize={ids.length}
              aria-posinset={item.index + 1}
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => onPick(id)}
            >
              {ticked === undefined ? null : (
                <span
                  className={classes.tick}
                  data-ticked={ticked.has(id)}
                  onClick={(event) => {
                    event.stopPropagation();
                    onTick(id);
                  }}
                >
                  <span className={classes.box}>{ticked.has(id) ? <IconCheck size="0.75rem" stroke={3} aria-hidden /> : null}</span>
                </span>
              )}
              <span className={classes.name}>
                <RecordName app={app} backup={backup} table={table} id={id} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function neverAdjust(): boolean {
  return false;
}
