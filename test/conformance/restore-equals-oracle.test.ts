import { describe, expect, it } from 'vitest';
import { type RestoreWorld } from '../support/restore-world.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { backup, contents, look, rowsOf, spoiltClub } from '../support/spoilt-club.ts';

/** Any history, any disaster, any edits after it: the restore brings back what an onlooker says, who knows no ids and nothing of the engine. */
describe('what comes back', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))('is what there was, and everything points at it (%i)', async (seed) => {
    const random = seededRandom(seed);
    const { world, wanted, found } = await spoiltClub(random);
    try {
      const receipt = await world.restore(backup);
      expect(sorted(look(world))).toEqual(sorted(wanted));
      expect(receipt).toMatchObject({ failed: 0, skipped: 0, verified: receipt.written });

      // Again: nothing to do.
      expect((await world.plan(backup)).steps).toEqual([]);

      // Back to as it was found, ids and all, and forth again.
      const undone = await world.undo(receipt.id);
      expect(undone).toMatchObject({ failed: 0, skipped: 0, verified: undone.written });
      expect(asFound(world)).toEqual(contents(found));
      const redone = await world.undo(undone.id);
      expect(redone).toMatchObject({ failed: 0, skipped: 0, verified: redone.written });
      expect(sorted(look(world))).toEqual(sorted(wanted));
    } finally {
      await world.remove();
    }
  });

  it.each(Array.from({ length: 10 }, (_, seed) => seed + 100))('is the same when it is killed on the way, again and again (%i)', async (seed) => {
    const random = seededRandom(seed);
    const { world, wanted } = await spoiltClub(random);
    try {
      let receipt = await killed(world, random, async () => world.restore(backup));
      for (let n = 0; n < 50 && receipt === 'killed'; n += 1) receipt = (await killed(world, random, async () => (await world.goOn()) ?? world.restore(backup)));
      expect(receipt).toMatchObject({ failed: 0, skipped: 0 });
      expect(sorted(look(world))).toEqual(sorted(wanted));
    } finally {
      await world.remove();
    }
  });
});

async function killed<T>(world: RestoreWorld, random: () => number, work: () => Promise<T>): Promise<T | 'killed'> {
  const { died, revive } = world.killAt(1 + Math.floor(random() * 25), random() < 0.5 ? 'before' : 'after');
  const done = work();
  done.catch(() => undefined);
  const came = await Promise.race([done, died]);
  revive();
  return came;
}

function asFound(world: RestoreWorld): object {
  return contents(rowsOf(world));
}

function sorted(map: ReadonlyMap<string, object>): readonly (readonly [string, object])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
