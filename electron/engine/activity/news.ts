import type { StoredEvent } from './event.ts';

/** What a journal says beyond what was seen of it; undefined where it does not go on from there, for its older part was moved away or another one lies in its place. */
export function newsIn(events: readonly StoredEvent[], seen: readonly StoredEvent[]): readonly StoredEvent[] | undefined {
  const before = seen.length;
  if (before === 0) return events;
  return events.length >= before && events[0] === seen[0] && events[before - 1] === seen[before - 1] ? events.slice(before) : undefined;
}
