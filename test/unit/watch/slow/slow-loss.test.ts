import { describe, expect, it } from 'vitest';
import { defaultThreshold, raised } from '../../../../electron/engine/watch/alarms/thresholds.ts';
import type { TableFigures } from '../../../../electron/engine/watch/figures/figures.ts';
import { noMachineMade } from '../../../../electron/engine/watch/figures/figures.ts';
import { farBack } from '../../../../electron/engine/watch/slow/far-back.ts';
import { slowLoss } from '../../../../electron/engine/watch/slow/slow-loss.ts';
import { noTurnover, turnedOverSince, type Turnover, usualBefore, withFigures } from '../../../../electron/engine/watch/slow/turnover.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.parse('2026-06-01T00:00:00Z');

interface State {
  readonly day: number;
  readonly records: number;
}

/** What becomes of a table at each backup. */
interface Life {
  readonly everyMs: number;
  readonly days: number;
  readonly records: number;
  /** So many records go, and so many come. */
  readonly goes: (at: State) => number;
  readonly comes: (at: State) => number;
  readonly whichGo?: 'old' | 'any' | 'young';
  readonly threshold?: typeof defaultThreshold;
}

/** The day on which the loss is told of; undefined: never. Plays it with ids, so that what is gone is known and not reckoned. */
function toldOn({ everyMs, days, records, goes, comes, whichGo = 'any', threshold = defaultThreshold }: Life): number | undefined {
  const table: number[] = Array.from({ length: records }, (_, id) => id);
  let next = records;
  let random = 7;
  let turnover: Turnover = noTurnover;
  const kept: { readonly name: string; readonly startedAt: Date; readonly ids: ReadonlySet<number> }[] = [];
  for (let at = start; at <= start + days * dayMs; at += everyMs) {
    const state = { day: (at - start) / dayMs, records: table.length };
    const gone = kept.length === 0 ? 0 : Math.min(table.length, Math.round(goes(state)));
    for (let n = 0; n < gone; n += 1) {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      table.splice(whichGo === 'old' ? 0 : whichGo === 'young' ? table.length - 1 : random % table.length, 1);
    }
    const made = kept.length === 0 ? 0 : Math.round(comes(state));
    for (let n = 0; n < made; n += 1) table.push((next += 1));
    const startedAt = new Date(at);
    const figures: TableFigures = { name: 'T', state: 'compared', before: state.records, after: table.length, created: made, changed: 0, deleted: gone, isWhole: true, sawAllItMay: true, blanked: [], appeared: [], vanished: [], typeChanges: [], machineMade: noMachineMade };
    turnover = withFigures(turnover, { startedAt: startedAt.toISOString(), tables: [figures] });
    const [far] = farBack(kept.map((each) => ({ ...each, app: 'a', kind: 'scheduled', label: undefined })), startedAt);
    const then = kept.find(({ name }) => name === far?.name);
    if (gone > 0 && then !== undefined) {
      const now = new Set(table);
      const goneOf = [...then.ids].filter((id) => !now.has(id)).length;
      const madeSince = table.filter((id) => !then.ids.has(id)).length;
      const usual = usualBefore(turnover, 'T', 'deleted', then.startedAt);
      expect(turnedOverSince(turnover, 'T', 'deleted', then.startedAt)).toBeGreaterThanOrEqual(goneOf);
      if (slowLoss({ of: then.ids.size, gone: goneOf, made: madeSince, fewer: then.ids.size - table.length, usual }, threshold) > 0) return state.day;
    }
    kept.unshift({ name: startedAt.toISOString(), startedAt, ids: new Set(table) });
  }
  return undefined;
}

const share = (part: number) => ({ records }: { readonly records: number }): number => records * part;
const none = (): number => 0;

describe('told of, though each backup alone shows too little', () => {
  it.each<[string, Life, number]>([
    ['4 % at each daily backup', { everyMs: dayMs, days: 20, records: 1000, goes: share(0.04), comes: none }, 3],
    ['4 % at each hourly backup', { everyMs: hourMs, days: 1, records: 1000, goes: share(0.04), comes: none }, 0.2],
    ['1 % each day', { everyMs: dayMs, days: 20, records: 3000, goes: share(0.01), comes: none }, 8],
    ['2 % at each weekly backup', { everyMs: 7 * dayMs, days: 60, records: 2000, goes: share(0.02), comes: none }, 42],
    ['one record each hour', { everyMs: hourMs, days: 5, records: 300, goes: () => 1, comes: none }, 1],
    ['a few of a small table', { everyMs: dayMs, days: 10, records: 6, goes: () => 1, comes: none }, 4],
    ['more than comes', { everyMs: dayMs, days: 10, records: 1000, goes: share(0.04), comes: share(0.01) }, 4],
    ['hidden by more new ones than go, where nothing went for weeks', { everyMs: dayMs, days: 40, records: 1000, goes: ({ day, records }) => (day < 20 ? 0 : records * 0.02), comes: share(0.05) }, 26],
    ['sessions that come and go, of which half are no more', { everyMs: dayMs, days: 40, records: 1000, whichGo: 'old', goes: ({ day, records }) => (day < 20 ? 40 : records * 0.14), comes: ({ day }) => (day < 20 ? 40 : 10) }, 29],
  ])('%s', (_name, life, by) => {
    const day = toldOn(life);
    expect(day).toBeGreaterThan(0);
    expect(day).toBeLessThanOrEqual(by);
  });
});

describe('not told of', () => {
  it.each<[string, Life]>([
    ['nothing goes', { everyMs: dayMs, days: 30, records: 1000, goes: none, comes: share(0.05) }],
    ['a handful a week', { everyMs: dayMs, days: 60, records: 1000, goes: ({ day }) => (day % 2 === 0 ? 5 : 0), comes: share(0.01) }],
    ['sessions: as many come as go, the old ones', { everyMs: hourMs, days: 20, records: 500, whichGo: 'old', goes: () => 15, comes: () => 15 }],
    ['carts: they go as soon as they came', { everyMs: hourMs, days: 20, records: 100, whichGo: 'young', goes: () => 4, comes: () => 4 }],
    ['a queue that swells and shrinks', { everyMs: dayMs, days: 60, records: 1000, whichGo: 'old', goes: ({ day }) => 40 + 12 * Math.sin(day), comes: ({ day }) => 40 + 12 * Math.cos(day) }],
    ['a log that keeps thirty days', { everyMs: dayMs, days: 50, records: 900, whichGo: 'old', goes: () => 30, comes: () => 30 }],
    ['a table with churn of a twentieth a week, growing', { everyMs: dayMs, days: 90, records: 1000, goes: share(0.006), comes: share(0.012) }],
    ['what a person called expected, and as much again', { everyMs: dayMs, days: 12, records: 1000, goes: share(0.02), comes: none, threshold: raised(defaultThreshold, { records: 200, of: 1000 }) }],
  ])('%s', (_name, life) => expect(toldOn(life)).toBeUndefined());
});

describe('the backup to compare with', () => {
  const names = (everyMs: number, many: number) => Array.from({ length: many }, (_, n) => ({ name: `b${n + 1}`, startedAt: new Date(start - (n + 1) * everyMs), app: 'a', kind: 'scheduled' as const, label: undefined }));
  it.each<[string, number, number, string | undefined]>([
    ['hourly', hourMs, 400, 'b168'],
    ['daily', dayMs, 30, 'b7'],
    ['every other day', 2 * dayMs, 30, 'b5'],
    ['weekly', 7 * dayMs, 30, 'b5'],
    ['so far only hours', hourMs, 5, 'b5'],
    ['the second', hourMs, 1, undefined],
    ['the first', hourMs, 0, undefined],
  ])('%s', (_name, everyMs, many, wanted) => expect(farBack(names(everyMs, many), new Date(start))[0]?.name).toBe(wanted));
});
