import { expect, it } from 'vitest';
import { type OtherComputer, ScheduleClaims, uncertainNote } from '../../../electron/engine/leases/schedule-claims.ts';
import type { Claim, WindowClaims } from '../../../electron/engine/leases/window-claims.ts';
import type { BackupWindow } from '../../../electron/engine/leases/made-already.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const due = { app: { name: 'Shop', schedule: { rule: { kind: 'every', hours: 6 } } }, intended: { kind: 'window', dueAt: '2026-03-01T10:00:00.000Z' } };

/** Answers as it is told, and remembers what it was asked. */
function desk(answers: readonly Claim[], claim?: WindowClaims['claim']) {
  const clock = new FakeClock({ start: '2026-03-01T10:00:00Z' });
  const asked: BackupWindow[] = [];
  const said: string[] = [];
  const left = [...answers];
  const nap = (ms: number, signal: AbortSignal): Promise<void> => clock.sleepUntil(new Date(clock.now().getTime() + ms), signal).catch(() => undefined);
  const claims: WindowClaims = {
    claim:
      claim ??
      (async (_app, window) => {
        asked.push(window);
        const next = left.shift();
        if (next === undefined) throw new Error('asked once more than expected');
        return next;
      }),
  };
  return { clock, asked, said, schedule: new ScheduleClaims({ claims, clock, nap, log: (message) => void said.push(message), closing: new AbortController().signal }) };
}

function going(given: string[], isCertain = true): Claim {
  return { kind: 'go', isCertain, giveBack: async () => void given.push('given back') };
}

it('what another computer made is not made again; what it is about is asked for again after a minute', async () => {
  const given: string[] = [];
  const { schedule, asked, clock } = desk([{ kind: 'held', by: 'server' }, { kind: 'made', readAt: '2026-03-01T10:00:00.000Z' }, going(given)]);
  const atIt: OtherComputer = { kind: 'is-at-it', by: 'server' };
  expect([await schedule.ask(due), await schedule.ask(due), asked.length]).toEqual([atIt, atIt, 1]);
  await clock.advance(60_000);
  expect(await schedule.ask(due)).toEqual({ kind: 'did-it', by: 'another computer' });
  expect(await schedule.ask(due)).toBeUndefined();
  await schedule.ended('Another app');
  expect(given).toEqual([]);
  await schedule.ended('Shop');
  await schedule.close();
  expect(given).toEqual(['given back']);
});

it('one that could not be begun after all is not claimed twice, and given back at the end', async () => {
  const given: string[] = [];
  const { schedule, asked } = desk([going(given)]);
  expect([await schedule.ask(due), await schedule.ask(due), asked.length]).toEqual([undefined, undefined, 1]);
  await schedule.close();
  expect(given).toEqual(['given back']);
});

it('the windows of two computers that count hours are half a period wide; by the clock they are the same moment; the first backup is this computer’s own', async () => {
  const { schedule, asked } = desk([going([]), going([]), going([])]);
  await schedule.ask(due);
  await schedule.ended('Shop');
  await schedule.ask({ ...due, app: { name: 'Shop', schedule: { rule: { kind: 'daily' } } } });
  await schedule.ended('Shop');
  await schedule.ask({ ...due, intended: { ...due.intended, kind: 'first' } });
  expect(asked.map(({ earlyMs }) => earlyMs)).toEqual([3 * 3_600_000, 5 * 60_000, -Infinity]);
});

it('says once that another computer may do the same where no place can tell', async () => {
  const { schedule, said } = desk([going([], false), going([], false)]);
  await schedule.ask(due);
  await schedule.ended('Shop');
  await schedule.ask(due);
  expect(said).toEqual([uncertainNote]);
});

it('a place that hangs holds the schedule up for a minute, and then the backup begins', async () => {
  const { schedule, clock } = desk([], (_app, _window, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new HoldfastError('cancelled', 'stopped')))));
  const answer = schedule.ask(due);
  await clock.advance(60_000);
  expect(await answer).toBeUndefined();
  expect(clock.sleeping).toBe(0);
});
