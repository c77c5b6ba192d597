import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSnapshots } from '../../electron/engine/compare/diff-snapshots.ts';
import type { DiffReport } from '../../electron/engine/engine.ts';
import { naiveDiff } from '../support/naive-diff.ts';
import { createStoredApp, type Tables } from '../support/stored-app.ts';
import { tablePair } from '../support/table-histories.ts';
import { without } from '../support/without.ts';

async function compared(from: Tables, to: Tables, records = true): Promise<DiffReport> {
  const app = createStoredApp();
  const older = await app.snapshot('older', from);
  const newer = await app.snapshot('newer', to);
  return diffSnapshots(app.reader, older, newer, { signal: new AbortController().signal, scratch: '/nowhere', records });
}

describe('a comparison of any two histories', () => {
  it('says what a comparison of all records in memory says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.tuple(fc.constantFrom('A', 'B', 'C'), tablePair), { maxLength: 3, selector: ([name]) => name }), async (pairs) => {
        const sides = pairs.map(([name, pair]) => ({ name, ...pair }));
        const side = (which: 'from' | 'to'): Tables => Object.fromEntries(sides.flatMap(({ name, [which]: table }) => (table === undefined ? [] : [[name, table]])));
        const report = await compared(side('from'), side('to'));
        const found = new Map(report.entities.map((entity) => [entity.name, without(entity, 'note')]));
        for (const { name, from, to } of sides) {
          if (from !== undefined || to !== undefined) expect(found.get(name)).toEqual(naiveDiff(name, from, to));
        }
        const numbers = await compared(side('from'), side('to'), false);
        expect(numbers.entities).toEqual(report.entities.map((entity) => without(entity, 'records')));
      }),
      { numRuns: 40 },
    );
  });
});
