import { randomUUID } from 'node:crypto';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { DestinationTest } from '../engine.ts';
import type { ObjectStore } from '../ports/object-store.ts';

export interface PlaceTest {
  /** For the founder. */
  readonly report: DestinationTest;
  /** The first thing that failed, for whoever must refuse the place; undefined when all is well. */
  readonly problem: HoldfastError | undefined;
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<string>;
}

const content = new TextEncoder().encode('Holdfast tested this place with this file. It may be deleted.\n');

/**
 * "Test this place": does there, on small objects under a name of its own, everything a backup needs. Stops at the first
 * step that fails; whatever it wrote is deleted in any case. A place that fails is a result, not an error.
 * @throws cancelled
 */
export async function testPlace(store: ObjectStore, { signal }: { readonly signal: AbortSignal }): Promise<PlaceTest> {
  // No `/`: a folder would stay behind after its objects are gone.
  const prefix = `holdfast-test-${randomUUID()}`;
  const keys = [`${prefix}-1.txt`, `${prefix}-2.txt`] as const;
  const [first, second] = keys;
  const steps: readonly Step[] = [
    {
      name: 'write',
      async run() {
        for (const key of keys) await store.put(key, content, { signal });
        return `${keys.length} small files written`;
      },
    },
    {
      name: 'read back',
      async run() {
        for (const key of keys) {
          if (Buffer.compare(await store.get(key, { signal }), content) !== 0) throw differs('another content');
          if ((await store.stat(key, { signal }))?.size !== content.byteLength) throw differs('another size');
        }
        const part = await store.get(first, { signal, range: { start: 9, end: 15 } });
        if (Buffer.compare(part, content.subarray(9, 15)) !== 0) throw differs('another part than was asked for');
        return 'the same bytes came back';
      },
    },
    {
      name: 'list',
      async run() {
        const listed: string[] = [];
        for await (const object of store.list(prefix, { signal })) listed.push(`${object.key} ${object.size}`);
        const expected = keys.map((key) => `${key} ${content.byteLength}`);
        if (listed.join('\n') !== expected.join('\n')) throw differs('another list of files');
        return 'both files are in the list';
      },
    },
    { name: 'create only', run: () => checkCreateOnly(store, first, signal) },
    {
      name: 'delete',
      async run() {
        for (const key of keys) {
          try {
            await store.delete(key, { signal });
          } catch (error) {
            // A good setup: who takes this computer over cannot take the backups away.
            if (isAddOnly(error)) return addOnly(store);
            throw error;
          }
        }
        if ((await store.stat(second, { signal })) !== undefined) throw differs('a file that had been deleted');
        return store.capabilities.versioned ? 'the files were deleted again; the place keeps their old versions until its own rule removes them' : 'the files were deleted again';
      },
    },
    ...protection(store),
  ];

  const { checks, problem } = await runSteps(steps);
  if (problem !== undefined) await removeAll(store, keys);
  if (problem?.code === 'cancelled') throw problem;
  return { report: { ok: problem === undefined, checks, freeSpace: await freeSpaceOf(store, signal) }, problem };
}

/** The same for a place that is only read: nothing is written, the oldest backup that is listed there is read. @throws cancelled */
export async function testReading(store: ObjectStore, { signal }: { readonly signal: AbortSignal }): Promise<PlaceTest> {
  let first: string | undefined;
  const { checks, problem } = await runSteps([
    {
      name: 'list',
      async run() {
        for await (const { key } of store.list('snapshots/', { signal })) {
          first = key;
          return 'the backups are in the list';
        }
        throw new HoldfastError('not-found', 'There is no backup here any more.', { nextStep: 'Look whether the place is the right one, or open the backups from another place.' });
      },
    },
    {
      name: 'read',
      async run() {
        for (const key of ['vault.json', first]) if (key !== undefined) await store.get(key, { signal });
        return 'the description of the backups and one of them were read';
      },
    },
  ]);
  if (problem?.code === 'cancelled') throw problem;
  return { report: { ok: problem === undefined, checks, freeSpace: await freeSpaceOf(store, signal) }, problem };
}

/** One after the other, to the first that fails. */
async function runSteps(steps: readonly Step[]): Promise<{ readonly checks: readonly Check[]; readonly problem: HoldfastError | undefined }> {
  const checks: Check[] = [];
  for (const { name, run } of steps) {
    try {
      checks.push({ name, ok: true, detail: await run() });
    } catch (error) {
      const problem = toHoldfastError(error);
      checks.push({ name, ok: false, detail: `${problem.message} ${problem.nextStep}` });
      return { checks, problem };
    }
  }
  return { checks, problem: undefined };
}

/** What the place does by itself for what lies there, told once everything else works. */
function protection({ capabilities: { versioned, lock } }: ObjectStore): readonly Step[] {
  if (!versioned) return [];
  const kept = 'old versions are kept: what a mistake or a thief overwrites or deletes can be brought back at your storage provider';
  if (lock === undefined) return [{ name: 'protection', run: async () => kept }];
  const days = lock.days === 1 ? '1 day' : `${lock.days} days`;
  const who = lock.byNobody ? 'nobody, you included, can delete what is stored' : 'only who has a special permission can delete what is stored';
  return [{ name: 'protection', run: async () => `${kept}; ${who} before ${days} have passed, so that old backups take space at least that long` }];
}

/** Who may not delete may still overwrite, which comes to the same where nothing is kept of what was there. */
function addOnly({ capabilities: { versioned } }: ObjectStore): string {
  const stays = 'this computer may add here but not delete, so that backups cannot be removed from here; the two small test files stay too';
  return versioned ? stays : `${stays}. It could still overwrite files: turn on the versioning of the bucket, so that nothing is lost by that either`;
}

function isAddOnly(error: unknown): boolean {
  return isHoldfastError(error, 'permission-denied') && error.details['reason'] === 'may-not-delete';
}

/** A second put with the same name must be refused where the place says that it can, and the first must stay. */
async function checkCreateOnly(store: ObjectStore, key: string, signal: AbortSignal): Promise<string> {
  if (!store.capabilities.createOnly) return 'this place cannot refuse to overwrite; backups are safe there all the same';
  const refused = await store.put(key, new Uint8Array(1), { signal, ifAbsent: true }).then(
    () => false,
    (error: unknown) => {
      if (isHoldfastError(error, 'conflict')) return true;
      throw error;
    },
  );
  const kept = Buffer.compare(await store.get(key, { signal }), content) === 0;
  if (!refused || !kept) throw differs('a file that was overwritten although it must not be');
  return 'an existing file is not overwritten by mistake';
}

/** Also when the caller has cancelled, so not with the caller's signal. */
async function removeAll(store: ObjectStore, keys: readonly string[]): Promise<void> {
  const { signal } = new AbortController();
  await Promise.allSettled(keys.map((key) => store.delete(key, { signal })));
}

async function freeSpaceOf(store: ObjectStore, signal: AbortSignal): Promise<number | null> {
  try {
    return (await store.capabilities.freeSpace?.({ signal })) ?? null;
  } catch {
    return null;
  }
}

function differs(what: string): HoldfastError {
  return new HoldfastError('corrupt', `This place gave back ${what}.`, { nextStep: 'Do not use it before its drive or service was checked.' });
}
