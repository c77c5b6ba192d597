import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { PlainText } from '../../components/plain-text.tsx';
import { useNow } from '../../components/when.tsx';
import { capital, formatMoment } from '../../strings/moment.ts';
import { formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { Backup } from './axis.ts';
import { mustStay } from './deletable.ts';
import classes from './delete-backups.module.css';
import { kindLooks, stateLooks, stateOf } from './looks.ts';

interface ChooseBackupsProps {
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** A box to tick for each backup; those that must stay say why. */
export function ChooseBackups({ backups, chosen, onChange }: ChooseBackupsProps): ReactNode {
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const first = backups.findIndex(({ id }) => chosen.has(id));
  const rows = useVirtualizer({ count: backups.length, getScrollElement: () => scroller.current, estimateSize: () => 56, overscan: 8, initialOffset: Math.max(0, first - 1) * 56, getItemKey: (index) => backups[index]?.id ?? index });
  return (
    <fieldset className={classes.choose}>
      <legend className={classes.legend}>{t('delete.choose')}</legend>
      <div ref={scroller} className={classes.scroller}>
        <div className={classes.rows} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const backup = backups[item.index];
            if (backup === undefined) return null;
            const stays = mustStay(backup, backups);
            return (
              <div key={item.key} ref={rows.measureElement} data-index={item.index} className={classes.row} style={{ transform: `translateY(${item.start}px)` }}>
                <Checkbox
                  checked={chosen.has(backup.id)}
                  disabled={stays !== undefined}
                  label={<span title={formatExactly(backup.startedAt)}>{capital(formatMoment(backup.startedAt, now))}</span>}
                  description={
                    <>
                      {backup.label === undefined ? t(kindLooks[backup.kind].word) : <PlainText value={backup.label} longest={80} />} · {stays === undefined ? t(stateLooks[stateOf(backup)].word) : t(`delete.${stays}`)}
                    </>
                  }
                  onChange={(event) => {
                    const next = new Set(chosen);
                    if (event.currentTarget.checked) next.add(backup.id);
                    else next.delete(backup.id);
                    onChange(next);
                  }}
                />
              </div>
            );
          })}
        </div>
      </div>
    </fieldset>
  );
}
