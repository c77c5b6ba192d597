import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { findGoneFiles, type FindGoneFiles } from '../../../electron/engine/restore/files/gone-files.ts';
import { shownPlan } from '../../../electron/engine/restore/plan/shown-plan.ts';
import { storedPlan } from '../../../electron/engine/restore/plan/plan.ts';
import { noRemapping } from '../../../electron/engine/restore/remapping.ts';
import { createMemorySource } from '../../support/memory-source.ts';
import { createMemoryWriter } from '../../support/memory-writer.ts';

const addressOf = (n: number): string => `mem://files/${n}`;
const all = Array.from({ length: 1300 }, (_, n) => addressOf(n));
const gone = new Set([addressOf(3), addressOf(700), addressOf(1299)]);

async function* content(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1);
}

/** @param open what the app says of a file */
function partsOf(open: (address: string) => Promise<void>): FindGoneFiles {
  const openFile: FindGoneFiles['into']['source']['openFile'] = async (address) => {
    await open(address);
    return { body: content(), name: 'a file', contentType: undefined, size: undefined };
  };
  return { from: { vaultId: 'v' }, into: { vaultId: 'v', source: { openFile } }, signal: new AbortController().signal };
}

const files = new Set(all);
const records = all.map((url) => ({ paper: url }));

describe('uploaded files that are gone', () => {
  it('are found however many are mentioned, some at a time', async () => {
    let atOnce = 0;
    let most = 0;
    const found = await findGoneFiles(
      partsOf(async (address) => {
        most = Math.max(most, (atOnce += 1));
        await Promise.resolve();
        atOnce -= 1;
        if (gone.has(address)) throw new HoldfastError('not-found', 'No such file.');
      }),
      files,
      records,
    );
    expect(found).toEqual({ addresses: gone, note: undefined });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('are not claimed to be there when nobody could look: how many is said', async () => {
    const found = await findGoneFiles(partsOf(async (address) => (gone.has(address) ? Promise.reject(new HoldfastError('server', 'Not now.')) : undefined)), files, records);
    expect(found.addresses.size).toBe(0);
    expect(found.note).toMatch(/^3 of 1,300 uploaded files could not be looked for/);
  });

  it('are a step of the plan, with number, size and time', () => {
    const writer = createMemoryWriter(createMemorySource(), {});
    const plan = storedPlan.parse({ format: 'holdfast-restore/1', id: 'p', app: 'App', into: 'App', vaultId: 'v', intoVaultId: 'v', snapshot: 's', at: '2026-06-01T00:00:00Z', steps: [], leftAlone: [], cannot: [], notes: [], references: [], known: [], knownAddresses: [], uploads: all.slice(0, 120), uploadBytes: 5000 });
    expect(shownPlan(plan, writer, noRemapping)).toMatchObject({ uploads: { files: 120, bytes: 5000, requests: 120, seconds: 120, effects: { webhooks: 'no', automations: 'no' } }, seconds: 120 });
  });
});
