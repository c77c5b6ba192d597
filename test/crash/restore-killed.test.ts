import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../shared/model/errors.ts';
import type { RestoreWorld } from '../support/restore-world.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { backup, contents, look, rowsOf, type Spoilt, spoiltClub } from '../support/spoilt-club.ts';

/** The same club each time: some of it is in the trash, some gone for good, some blank. Its restore makes some of every kind of request. */
async function club(): Promise<Spoilt> {
  return spoiltClub(seededRandom(14), { people: 5, batch: 3 });
}

async function inClub<T>(work: (spoilt: Spoilt) => Promise<T>): Promise<T> {
  const spoilt = await club();
  try {
    return await work(spoilt);
  } finally {
    await spoilt.world.remove();
  }
}

function seen(world: RestoreWorld): readonly (readonly [string, object])[] {
  return [...look(world)].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function expected({ wanted }: Spoilt): readonly (readonly [string, object])[] {
  return [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

interface Counted {
  /** Requests of the restore, planning included. */
  readonly requests: number;
  readonly writes: readonly string[];
}

async function count(): Promise<Counted> {
  return inClub(async ({ world }) => {
    const before = world.writer.requests.length;
    await world.restore(backup);
    const calls = world.writer.requests.slice(before).map(({ call }) => call);
    return { requests: calls.length, writes: calls.filter((call) => call !== 'read' && call !== 'trashed' && call !== 'mayWrite') };
  });
}

describe('a restore', () => {
  it('does some of everything', async () => {
    expect(new Set((await count()).writes)).toEqual(new Set(['untrash', 'update', 'create']));
  });

  it.each(['before', 'after'] as const)('that is killed %s any request is carried out goes on without a duplicate and without a loss', async (moment) => {
    const { requests } = await count();
    expect(requests).toBeGreaterThan(15);
    for (let n = 1; n <= requests; n += 1) {
      await inClub(async (spoilt) => {
        const { world } = spoilt;
        const { died, revive } = world.killAt(n, moment);
        const done = world.restore(backup);
        done.catch(() => undefined);
        const came = await Promise.race([done, died]);
        revive();
        if (came !== 'killed') return;
        const receipt = (await world.goOn()) ?? (await world.restore(backup));
        expect([n, receipt.failed, receipt.skipped, receipt.verified - receipt.written]).toEqual([n, 0, 0, 0]);
        expect(seen(world), `killed ${moment} request ${n} of ${requests}`).toEqual(expected(spoilt));
        expect((await world.plan(backup)).steps, `${n}`).toEqual([]);
      });
    }
  });

  it.each(['before', 'after'] as const)('and taking it back, killed %s any of its requests is carried out, ends with the app as it was found', async (moment) => {
    for (let n = 1; ; n += 1) {
      const isOver = await inClub(async ({ world, found }) => {
        const { id } = await world.restore(backup);
        const { died, revive } = world.killAt(n, moment);
        const done = world.undo(id);
        done.catch(() => undefined);
        const came = await Promise.race([done, died]);
        revive();
        const receipt = came === 'killed' ? ((await world.goOn()) ?? (await world.undo(id))) : came;
        expect([n, receipt.failed, receipt.skipped, receipt.verified - receipt.written]).toEqual([n, 0, 0, 0]);
        expect(contents(rowsOf(world)), `killed ${moment} request ${n}`).toEqual(contents(found));
        return came !== 'killed';
      });
      if (!isOver) continue;
      expect(n).toBeGreaterThan(8);
      break;
    }
  });

  it.each(['answer-lost', 'partly', 'not-taken'] as const)('whose writes meet “%s”, each in turn, ends as it should, or says what is left and goes on', async (kind) => {
    const { writes } = await count();
    for (let n = 0; n < writes.length; n += 1) {
      await inClub(async (spoilt) => {
        const { world } = spoilt;
        const call = writes[n] as 'untrash' | 'update' | 'create';
        const nth = writes.slice(0, n).filter((other) => other === call).length;
        const plan = await world.plan(backup);
        let asked = 0;
        world.writer.onRequest = (request) => {
          if (request.call !== call) return;
          asked += 1;
          if (asked !== nth + 1) return;
          const as = kind === 'not-taken' ? { kind, error: new HoldfastError('server', 'It said no.') } : kind === 'partly' ? { kind, records: 1 } : { kind };
          world.writer.inject({ on: call, times: 1, as });
        };
        // What keeps failing is for the driver to try again; here it failed for good, once.
        const first = await world.run(plan).catch((error: unknown) => error);
        world.writer.onRequest = undefined;
        world.writer.clearFaults();
        if (first instanceof HoldfastError) await world.goOn();
        const again = await world.restore(backup);
        expect([again.failed, again.skipped]).toEqual([0, 0]);
        expect(seen(world), `${kind} at ${call} ${nth}`).toEqual(expected(spoilt));
      });
    }
  });

  it('whose token may only read from some write on stops there, and goes on with one that may write', async () => {
    const { writes } = await count();
    for (let n = 0; n < writes.length; n += 1) {
      await inClub(async (spoilt) => {
        const { world } = spoilt;
        const refusal = new HoldfastError('permission-denied', 'This token may only read.');
        const plan = await world.plan(backup);
        const mayWrite = world.writer.mayWrite.bind(world.writer);
        let asked = 0;
        world.writer.onRequest = ({ call }) => {
          if (call !== 'untrash' && call !== 'update' && call !== 'create') return;
          asked += 1;
          if (asked === n + 1) world.writer.mayWrite = async () => ({ ok: false, error: refusal });
          if (asked > n) throw refusal;
        };
        await expect(world.run(plan)).rejects.toBe(refusal);
        world.writer.onRequest = undefined;
        world.writer.mayWrite = mayWrite;
        const receipt = await world.goOn();
        expect(receipt).toMatchObject({ failed: 0, skipped: 0 });
        expect(seen(world), `${n}`).toEqual(expected(spoilt));
      });
    }
  });
});
