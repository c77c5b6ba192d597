import { createMemorySource, type MemorySource } from '../support/memory-source.ts';
import { orderRecord } from '../support/small-app.ts';

export type Stage = 'first' | 'second';

export const startOf: Readonly<Record<Stage, string>> = { first: '2026-03-01T10:00:00Z', second: '2026-03-01T11:00:00Z' };

/** As little as there can be to back up. */
export function smallestApp(): MemorySource {
  return createMemorySource({
    entities: { Order: { records: [orderRecord(1, { photo: 'mem://1' }), orderRecord(2)] } },
    files: { 'mem://1': { name: 'one', body: new Uint8Array(10) } },
    capabilities: { maxConcurrency: 1 },
  });
}

/** A record is changed and a file comes. */
export function changeIt(source: MemorySource, n: number, now: Date): void {
  source.put('Order', orderRecord(2, { title: `changed ${n}`, updated_date: now.toISOString(), photo: `mem://new-${n}` }));
  source.setFile(`mem://new-${n}`, { name: 'new', body: new Uint8Array(100).fill(n) });
}

/** The app as it is for the first backup, or as it is for the second, an hour later. */
export function appAt(stage: Stage): MemorySource {
  const source = smallestApp();
  if (stage === 'second') changeIt(source, 1, new Date('2026-03-01T10:30:00.000Z'));
  return source;
}
