import type { ChangeStep } from '../../electron/engine/readiness/measures/change-trace.ts';
import { seededRandom } from './seeded-random.ts';

/** One thing that happened to a record. `at` in milliseconds. */
interface Happening {
  readonly at: number;
  readonly kind: 'create' | 'change' | 'delete';
  readonly id: number;
}

export const traceKinds = ['steady', 'day and night', 'weekends off', 'bursts', 'growing', 'dead', 'emptied once', 'same few changed', 'a trickle'] as const;
export type TraceKind = (typeof traceKinds)[number];

export const hour = 3_600_000;
export const day = 24 * hour;

/** Happenings an hour, on average, at a time counted from a Monday's midnight. */
const rates: Readonly<Record<TraceKind, (at: number) => number>> = {
  steady: () => 12,
  'day and night': (at) => (hourOf(at) >= 9 && hourOf(at) < 19 ? 30 : hourOf(at) >= 7 && hourOf(at) < 23 ? 8 : 0.4),
  'weekends off': (at) => (Math.floor(at / day) % 7 >= 5 ? 0.5 : hourOf(at) >= 9 && hourOf(at) < 18 ? 25 : 1),
  bursts: () => 4,
  growing: (at) => 8 * 1.02 ** (at / day) * (hourOf(at) >= 8 && hourOf(at) < 22 ? 1.5 : 0.3),
  dead: () => 0,
  'emptied once': (at) => (hourOf(at) >= 8 && hourOf(at) < 20 ? 15 : 2),
  'same few changed': (at) => (hourOf(at) >= 8 && hourOf(at) < 20 ? 40 : 5),
  'a trickle': () => 0.1,
};

function hourOf(at: number): number {
  return (at % day) / hour;
}

/** Everything that happens to a table in so many days, in order: the same for the same seed. */
export function changeTrace(kind: TraceKind, days: number, seed: number): readonly Happening[] {
  const random = seededRandom(seed);
  const rate = rates[kind];
  const happenings: Happening[] = [];
  const alive: number[] = [];
  let next = 0;
  const create = (at: number): void => {
    alive.push(next);
    happenings.push({ at, kind: 'create', id: next });
    next += 1;
  };
  for (let index = 0; index < (kind === 'same few changed' ? 60 : 500); index += 1) create(-1);
  const happen = (at: number): void => {
    const which = random();
    const index = Math.floor(random() * alive.length);
    const id = alive[index];
    if (kind !== 'same few changed' && (which < 0.6 || id === undefined)) create(at);
    else if (id === undefined) return;
    else if (which < 0.93 || kind === 'same few changed') happenings.push({ at, kind: 'change', id });
    else {
      alive.splice(index, 1);
      happenings.push({ at, kind: 'delete', id });
    }
  };
  // By thinning a rate that is never exceeded.
  const most = Math.max(...Array.from({ length: days * 24 }, (_, at) => rate(at * hour)), 0);
  const emptiedAt = kind === 'emptied once' ? (0.3 + 0.6 * random()) * days * day : Number.POSITIVE_INFINITY;
  let isEmptied = false;
  for (let at = 0; most > 0; ) {
    at += (-Math.log(1 - random()) / most) * hour;
    if (at >= days * day) break;
    if (!isEmptied && at >= emptiedAt) {
      isEmptied = true;
      for (const id of alive.splice(0, Math.floor(alive.length * 0.8))) happenings.push({ at, kind: 'delete', id });
    }
    if (random() * most >= rate(at)) continue;
    // Imports, at any time: once in two days, some 150 records within minutes.
    if (kind === 'bursts' && random() < 1 / (48 * 4)) for (let index = 0; index < 100 + random() * 100; index += 1) create(at + index * 2000);
    happen(at);
  }
  return happenings.toSorted((a, b) => a.at - b.at);
}

/** What comparing the table at one moment with itself at a later one finds: each record once, and nothing of one that came and went between. */
export function netChanges(trace: readonly Happening[], from: number, to: number): Pick<ChangeStep, 'created' | 'changed' | 'deleted'> {
  const fates = new Map<number, 'created' | 'changed' | 'deleted' | 'nothing'>();
  for (let index = firstAfter(trace, from); index < trace.length; index += 1) {
    const happening = trace[index];
    if (happening === undefined || happening.at > to) break;
    const before = fates.get(happening.id);
    if (happening.kind === 'create') fates.set(happening.id, 'created');
    else if (happening.kind === 'change') fates.set(happening.id, before ?? 'changed');
    else fates.set(happening.id, before === 'created' ? 'nothing' : 'deleted');
  }
  const count = (fate: string): number => [...fates.values()].filter((each) => each === fate).length;
  return { created: count('created'), changed: count('changed'), deleted: count('deleted') };
}

function firstAfter(trace: readonly Happening[], at: number): number {
  let low = 0;
  let high = trace.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((trace[middle]?.at ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
