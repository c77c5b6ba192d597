import type { Answers } from '../../app/connection/client.ts';

export type Backup = Answers['backups']['list']['backups'][number];

/** A place on the time axis: a backup (`index` = its place in the list, newest first), or a time without any. */
export type Slot = { readonly kind: 'backup'; readonly backup: Backup; readonly index: number } | { readonly kind: 'gap'; readonly ms: number; readonly before: string };

const hour = 3_600_000;

/**
 * The axis from left (oldest) to right (newest). Backups follow each other evenly, so that each one can be seen and hit; a time
 * without backups that is unusually long, by this app's own rhythm, gets a slot of its own.
 */
export function slotsOf(newestFirst: readonly Backup[]): readonly Slot[] {
  const times = newestFirst.map(({ startedAt }) => Date.parse(startedAt));
  const unusual = unusualGap(times);
  const slots: Slot[] = [];
  for (let index = newestFirst.length - 1; index >= 0; index -= 1) {
    const backup = newestFirst[index];
    if (backup === undefined) continue;
    const older = newestFirst[index + 1];
    const ms = older === undefined ? 0 : (times[index] ?? 0) - (times[index + 1] ?? 0);
    if (ms > unusual) slots.push({ kind: 'gap', ms, before: backup.id });
    slots.push({ kind: 'backup', backup, index });
  }
  return slots;
}

/** More than two and a half times the usual distance, and never less than a day and a half. */
function unusualGap(newestFirst: readonly number[]): number {
  const apart = newestFirst.slice(1).map((older, i) => (newestFirst[i] ?? older) - older);
  const usual = apart.toSorted((a, b) => a - b)[Math.floor(apart.length / 2)] ?? 0;
  return Math.max(36 * hour, usual * 2.5);
}

/** Pixels from one backup to the next: as many as fit, never too thin to hit, never so wide that a bar looks like a box. */
export function pitchOf(slots: number, width: number): number {
  return Math.min(26, Math.max(7, slots === 0 ? 26 : width / slots));
}

export interface Tick {
  /** Index of the slot it stands under. */
  readonly slot: number;
  readonly at: string;
  /** The clock's time instead of the date: everything is of one day. */
  readonly clock: boolean;
}

/** Where a date is written under the axis: at the first backup of a day, with enough room between two; the clock where all is of one day. */
export function ticksOf(slots: readonly Slot[], pitch: number, dayOf: (instant: string) => string, room = 84): readonly Tick[] {
  const days = new Set(slots.flatMap((slot) => (slot.kind === 'backup' ? [dayOf(slot.backup.startedAt)] : [])));
  const clock = days.size === 1;
  const ticks: Tick[] = [];
  let lastDay: string | undefined;
  let lastAt = -Infinity;
  for (const [index, slot] of slots.entries()) {
    if (slot.kind === 'gap') continue;
    const day = dayOf(slot.backup.startedAt);
    const isNew = clock || day !== lastDay;
    lastDay = day;
    if (!isNew || index * pitch - lastAt < room) continue;
    ticks.push({ slot: index, at: slot.backup.startedAt, clock });
    lastAt = index * pitch;
  }
  return ticks;
}

/** Height of a bar, 0–1 of the tallest. Counted from zero: a table cut off at the bottom would make small losses look like all of it. */
export function heightOf(backup: Backup, most: number): number {
  if (backup.outcome === 'unreadable') return 0.12;
  return most === 0 ? 0.04 : Math.max(0.04, backup.records / most);
}
