import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredEvent } from '../../../electron/engine/activity/event.ts';
import { runHistory, runsOf } from '../../../electron/engine/runs/history.ts';

const event = fc.record({ run: fc.integer({ min: 0, max: 5 }), kind: fc.constantFrom('run-started', 'run-ended', 'app-added'), outcome: fc.constantFrom('done', 'failed') });
/** What becomes of a journal between two looks: it goes on, its older half is moved away, or another one is read in its place. */
const change = fc.oneof(fc.record({ more: fc.array(event, { maxLength: 4 }) }), fc.record({ cut: fc.integer({ min: 1, max: 6 }) }), fc.record({ anew: fc.array(event, { maxLength: 6 }) }));

it('is what all events say, whatever became of the journal since the last look', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let events: readonly StoredEvent[] = [];
      let next = 0;
      const stored = ({ run, kind, outcome }: { readonly run: number; readonly kind: string; readonly outcome: string }): StoredEvent => {
        next += 1;
        const common = { id: `e${next}`, at: new Date(next * 1000).toISOString(), app: 'Shop' };
        if (kind === 'app-added') return { ...common, kind: 'app-added' };
        if (kind === 'run-started') return { ...common, kind: 'run-started', runId: `r${run}`, request: { kind: 'backup', app: 'Shop' } };
        return { ...common, kind: 'run-ended', runId: `r${run}`, outcome: outcome === 'done' ? 'done' : 'failed' };
      };
      const history = runHistory({ events: () => events });
      for (const each of changes) {
        if ('more' in each) events = events.concat(each.more.map(stored));
        else if ('cut' in each) events = events.slice(each.cut);
        else events = each.anew.map(stored);
        expect(history()).toEqual(runsOf(events));
        expect(history()).toBe(history());
      }
    }),
    { numRuns: 200 },
  );
});
