import { Dice } from './random.ts';

/** Milliseconds in a day. */
export const day = 86_400_000;

/**
 * When the n-th of `count` things happened: ascending, with a weekly rhythm, busier before Christmas, growing over
 * time, in shop hours. All of it lies before midnight (UTC) of the day it ends with.
 */
export interface Timeline {
  readonly count: number;
  /** Milliseconds since 1970 of number `index`. */
  at(index: number): number;
  /** How many had certainly happened before the day that `moment` is in: numbers 0 to that, not included, did. */
  before(moment: number): number;
}

/** Sunday first, as Date.getUTCDay counts. */
const weekdays = [0.45, 1.1, 1.15, 1.1, 1.15, 1.0, 0.6];
/** January first. */
const months = [0.85, 0.9, 1, 1, 1.05, 0.95, 0.8, 0.75, 1, 1.1, 1.4, 1.6];
/** What share of a day's business is done by each full hour from 7:00 to 22:00. */
const hours = [0, 0.02, 0.07, 0.15, 0.24, 0.33, 0.41, 0.47, 0.54, 0.61, 0.68, 0.75, 0.83, 0.91, 0.97, 1];
const opening = 7 * 3_600_000;

/**
 * @param kind keeps the chance of this timeline apart from that of others.
 * @param end the moment the business is looked at; nothing happens on that day or after it.
 */
export function createTimeline(seed: number, kind: number, count: number, days: number, end: number): Timeline {
  const first = Math.floor(end / day) * day - days * day;
  const cumulative = new Float64Array(days + 1);
  for (let index = 0; index < days; index += 1) {
    const today = new Date(first + index * day);
    const growth = 1 + (1.2 * index) / days;
    const noise = 0.85 + 0.3 * new Dice(seed, kind, index).next();
    const weight = growth * noise * (weekdays[today.getUTCDay()] ?? 1) * (months[today.getUTCMonth()] ?? 1);
    cumulative[index + 1] = (cumulative[index] ?? 0) + weight;
  }
  const total = cumulative[days] ?? 1;

  function dayOf(share: number): number {
    let low = 0;
    let high = days - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((cumulative[middle] ?? 0) <= share) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    count,
    at(index) {
      const jitter = new Dice(seed, kind + 1, index).next() * 0.9;
      const share = ((index + jitter) / count) * total;
      const found = dayOf(share);
      const from = cumulative[found] ?? 0;
      const within = (share - from) / ((cumulative[found + 1] ?? total) - from);
      return first + found * day + opening + timeOfDay(within);
    },
    before(moment) {
      const index = Math.floor((moment - first) / day);
      if (index <= 0) return 0;
      return Math.min(count, Math.floor((count * (cumulative[Math.min(index, days)] ?? total)) / total));
    },
  };
}

/** Milliseconds after opening by which that share (0 … 1) of the day's business was done. */
function timeOfDay(share: number): number {
  let hour = 0;
  while (hour < hours.length - 2 && (hours[hour + 1] ?? 1) <= share) hour += 1;
  const from = hours[hour] ?? 0;
  const width = (hours[hour + 1] ?? 1) - from;
  return Math.floor((hour + Math.min(Math.max((share - from) / width, 0), 0.999)) * 3_600_000);
}

/** As Base44 reads a moment back: UTC without a zone, microseconds of which the platform keeps milliseconds. */
export function dateTime(moment: number): string {
  const inDay = Math.floor(moment) % day;
  const clock = `${two(Math.floor(inDay / 3_600_000))}:${two(Math.floor(inDay / 60_000) % 60)}:${two(Math.floor(inDay / 1000) % 60)}`;
  return `${date(moment)}T${clock}.${String(1000 + (inDay % 1000)).slice(1)}000`;
}

/** `2026-06-01`. A record has several and a business has few days, so each is written once. */
export function date(moment: number): string {
  const number = Math.floor(moment / day);
  let text = dates.get(number);
  if (text === undefined) {
    text = new Date(number * day).toISOString().slice(0, 10);
    dates.set(number, text);
  }
  return text;
}

const dates = new Map<number, string>();

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
