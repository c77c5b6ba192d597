const minuteMs = 60_000;
const stepMs = 15 * minuteMs;

/** A rule as a person would check it with a calendar in hand: written down from what is promised, with nothing of the program. */
export type CheckedRule =
  | { readonly kind: 'every'; readonly hours: number; readonly from: number }
  /** 0 = Sunday; all days where none are given. */
  | { readonly kind: 'clock'; readonly times: readonly string[]; readonly days?: readonly number[]; readonly zone: string }
  /** Each time the clock of the zone shows this: no day repeats or lacks one of these hours. */
  | { readonly kind: 'minutes'; readonly every: number; readonly hours: readonly [number, number]; readonly days: readonly number[]; readonly zone: string };

interface Wall {
  readonly utc: number;
  /** Days since 1970 and minutes since midnight, as the zone's clock shows them. */
  readonly day: number;
  readonly minute: number;
}

/** Every window between two instants, in milliseconds, found by walking over the clock of the zone a quarter of an hour at a time. */
export function windowsByCalendar(rule: CheckedRule, from: number, until: number): number[] {
  if (rule.kind === 'every') {
    const period = rule.hours * 60 * minuteMs;
    const found: number[] = [];
    for (let at = rule.from; at <= until; at += period) if (at > from) found.push(at);
    return found;
  }
  const walls = wallsOf(rule.zone, from - 26 * 60 * minuteMs, until + 26 * 60 * minuteMs);
  const found = new Set<number>();
  if (rule.kind === 'minutes') {
    for (const { utc, day, minute } of walls) {
      const hour = Math.floor(minute / 60);
      if (minute % rule.every === 0 && hour >= rule.hours[0] && hour <= rule.hours[1] && rule.days.includes(weekday(day))) found.add(utc);
    }
  } else {
    for (const time of rule.times) {
      const wanted = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
      let done = Number.NEGATIVE_INFINITY;
      for (const { utc, day, minute } of walls) {
        // The first moment of the day at which the clock shows the time or is past it: that it shows it again later changes nothing.
        if (day > done && minute >= wanted) {
          done = day;
          if (rule.days === undefined || rule.days.includes(weekday(day))) found.add(utc);
        }
      }
    }
  }
  return [...found].filter((at) => at > from && at <= until).toSorted((a, b) => a - b);
}

function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function wallsOf(zone: string, from: number, until: number): Wall[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const walls: Wall[] = [];
  for (let utc = Math.ceil(from / stepMs) * stepMs; utc <= until; utc += stepMs) {
    const part = new Map(format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
    walls.push({ utc, day: Math.round(Date.UTC(of('year'), of('month') - 1, of('day')) / 86_400_000), minute: of('hour') * 60 + of('minute') });
  }
  // The first day is not seen whole.
  const [first] = walls;
  return walls.filter(({ day }) => day !== first?.day);
}
