import type { ChangeTrace, Stretch, StretchOptions } from './change-trace.ts';

export interface LossWindow {
  /** When the backup began to read that one would fall back on. */
  readonly from: number;
  readonly to: number;
}

/** Whole records. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

const dayMs = 86_400_000;
/** So many days back the same hours are looked at. */
const mostDays = 35;
/** Fewer days than this say nothing of the hours of a day. */
const fewestDays = 5;
/** From so much history on, days of the week are told apart. */
const weekdaysFromMs = 14 * dayMs;
/** Of a stretch so much must be known for it to be an example. */
const leastKnown = 0.9;
/** The bounds leave out so much on either side. */
const tail = 0.05;

/**
 * How many records of a table were created, changed or deleted since a backup, and how many came new, by what happened in the same hours of earlier
 * days that were like this one; where too few days are known, in any stretch as long. Undefined where nothing is known of the table. Pure.
 * @param records how many the table had: as many can be changed or deleted at most
 */
export function lossWithin(trace: ChangeTrace, window: LossWindow, records: number | undefined): { readonly all: Bounds; readonly created: Bounds } | undefined {
  if (trace.watchedMs <= 0) return undefined;
  const created = boundsWithin(trace, window, { counted: 'new' });
  const all = boundsWithin(trace, window, { counted: 'all', records });
  const most = Math.max(created.least, records === undefined ? all.most : Math.min(all.most, created.most + records));
  return { all: { least: Math.min(all.least, most), most }, created: { least: Math.min(created.least, most), most: Math.min(created.most, most) } };
}

function boundsWithin(trace: ChangeTrace, window: LossWindow, options: StretchOptions): Bounds {
  const length = window.to - window.from;
  const { watchedMs } = trace;
  if (length <= 0) return { least: 0, most: 0 };
  const total = trace.total(options.counted);
  // The rule of three: what never happened in so long a time happens less often than three times in it, with 95 % certainty.
  if (total === 0) return { least: 0, most: Math.max(1, Math.ceil((3 * length) / watchedMs)) };
  const examples = likeThis(trace, window, options) ?? anyStretch(trace, window, options);
  const { least, most } = examples.length >= 2 ? boundsOf(examples, watchedMs, length) : extrapolated(total, watchedMs, length);
  return { least: Math.floor(least), most: Math.max(1, Math.ceil(most)) };
}

interface Example extends Stretch {
  /** How much busier it is now than it was then. */
  readonly growth: number;
}

/** The same hours of earlier days, of which those count that were as busy as this day usually is. Undefined where there are too few. */
function likeThis(trace: ChangeTrace, window: LossWindow, options: StretchOptions): Example[] | undefined {
  const lastKnown = trace.steps.at(-1)?.to ?? 0;
  const firstKnown = trace.steps[0]?.from ?? 0;
  const firstDay = Math.max(1, Math.ceil((window.to - lastKnown) / dayMs));
  const days: { readonly shift: number; readonly stretch: Stretch }[] = [];
  for (let day = firstDay; day <= mostDays + firstDay; day += 1) {
    const shift = day * dayMs;
    if (window.from - shift < firstKnown) break;
    const stretch = trace.stretch(window.from - shift, window.to - shift, options);
    if (stretch.known >= leastKnown) days.push({ shift, stretch });
  }
  if (days.length < fewestDays) return undefined;
  const levels = dailyLevels(trace, window, options);
  const isAlike = lastKnown - firstKnown >= weekdaysFromMs ? alikeDays(levels, window) : () => true;
  const alike = days.filter(({ shift }) => isAlike(shift));
  return (alike.length >= 3 ? alike : days).map(({ shift, stretch }) => ({ ...stretch, growth: growthSince(levels, shift) }));
}

/** What happened in each 24 hours back from the backup: the first is the day before it. */
interface Levels {
  readonly days: readonly (number | undefined)[];
  /** Of a week: by its middle day. Index = how many days before the backup it ended. */
  readonly weeks: readonly (number | undefined)[];
}

function dailyLevels(trace: ChangeTrace, { from }: LossWindow, options: StretchOptions): Levels {
  const days: (number | undefined)[] = [];
  const firstKnown = trace.steps[0]?.from ?? from;
  for (let day = 0; day < mostDays + 10 && from - day * dayMs > firstKnown; day += 1) {
    const { even, known } = trace.stretch(from - (day + 1) * dayMs, from - day * dayMs, options);
    days.push(known >= leastKnown ? even : undefined);
  }
  return { days, weeks: days.map((_, back) => middleOf(days.slice(back, back + 7))) };
}

/** How much busier the last week was than the one before the day that lies so far back, by their middle days. 1 where there is too little to say. */
function growthSince({ weeks }: Levels, shift: number): number {
  const [now] = weeks;
  const then = weeks[Math.round(shift / dayMs)];
  if (now === undefined || then === undefined || now < 10 || then < 10) return 1;
  return Math.min(2, Math.max(0.5, now / then));
}

function middleOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((each) => each !== undefined).toSorted((a, b) => a - b);
  return known.length < 5 ? undefined : known[known.length >> 1];
}

/**
 * Which earlier days were usually as busy as the days of the window are: found out from the weekdays' middles, because not everybody rests on Sunday.
 */
function alikeDays({ days }: Levels, { from, to }: LossWindow): (shift: number) => boolean {
  // Blocks of 24 hours that end when the backup began: as the window goes on from there, the block 7 days before it is the same hours of the week.
  const byWeekday = Array.from({ length: 7 }, (_, weekday) => {
    const known = days.flatMap((count, back) => (back % 7 === weekday && count !== undefined ? [count] : [])).toSorted((a, b) => a - b);
    return known.length === 0 ? undefined : known[known.length >> 1];
  });
  /** What the window usually holds when it is moved back by so many days. */
  const usually = (back: number): number | undefined => {
    let sum = 0;
    // Block −1 begins at `from`: it is the one of 6 days ago, moved on by a week.
    for (let block = 0; block * dayMs < to - from; block += 1) {
      const count = byWeekday[(((back - 1 - block) % 7) + 7) % 7];
      if (count === undefined) return undefined;
      sum += count * (Math.min(to - from, (block + 1) * dayMs) - block * dayMs) / dayMs;
    }
    return sum;
  };
  const wanted = usually(0);
  return (shift) => {
    const other = usually(Math.round(shift / dayMs));
    if (wanted === undefined || other === undefined) return true;
    const difference = Math.abs(wanted - other);
    return difference <= 0.3 * Math.max(wanted, other) || difference <= 2 * Math.sqrt(Math.max(wanted, other, 1));
  };
}

/** Stretches as long as the window, wherever they lie. */
function anyStretch(trace: ChangeTrace, { from, to }: LossWindow, options: StretchOptions): Example[] {
  const length = to - from;
  const firstKnown = trace.steps[0]?.from ?? from;
  const lastKnown = trace.steps.at(-1)?.to ?? from;
  const step = Math.max(length / 2, (lastKnown - firstKnown - length) / 200);
  const examples: Example[] = [];
  for (let end = lastKnown; end - length >= firstKnown; end -= step) {
    const stretch = trace.stretch(end - length, end, options);
    if (stretch.known >= leastKnown) examples.push({ ...stretch, growth: 1 });
  }
  return examples;
}

/** From the examples, the ends left out; with so few that there are hardly ends, wider by what chance makes of it. */
function boundsOf(examples: readonly Example[], watchedMs: number, length: number): Bounds {
  const least = examples.map((each) => each.least * each.growth).toSorted((a, b) => a - b);
  const most = examples.map((each) => each.most * each.growth).toSorted((a, b) => a - b);
  const count = examples.length;
  const low = least[Math.max(0, Math.floor(tail * (count + 1)) - 1)] ?? 0;
  const high = most[Math.min(count - 1, Math.ceil((1 - tail) * (count + 1)) - 1)] ?? 0;
  const even = examples.map((each) => each.even * each.growth);
  const mean = even.reduce((sum, each) => sum + each, 0) / count;
  const spread = Math.sqrt(even.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, count - 1));
  // The extremes of few examples lie closer together than the bounds that are wanted; those that overlap are fewer than they seem.
  const apart = Math.max(1, Math.min(count, watchedMs / length));
  const missing = Math.max(0, 1.9 - 0.75 * Math.log(apart)) * Math.max(spread, Math.sqrt(Math.max(mean, 1)));
  // Within the first week nobody knows what its other days are like.
  const otherDays = watchedMs < 7 * dayMs ? 2 : 1;
  return { least: Math.max(0, (low - missing) / otherDays), most: (high + missing) * Math.min(otherDays, 1.5) };
}

/** Longer ago than anything is known: by the rate, and far off to either side. */
function extrapolated(total: number, watchedMs: number, length: number): Bounds {
  const expected = (total * length) / watchedMs;
  const chance = 2 * Math.sqrt(expected * Math.max(1, length / watchedMs) + 1);
  return { least: Math.max(0, expected / 3 - chance), most: expected * 3 + chance };
}
