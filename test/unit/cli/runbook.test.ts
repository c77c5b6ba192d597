import { Command } from 'commander';
import { expect, it } from 'vitest';
import { defineRunbook } from '../../../electron/cli/commands/runbook.ts';
import type { Invocation, Result } from '../../../electron/cli/invocation.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';

type Runbooks = Engine['runbooks'];
type Page = Awaited<ReturnType<Runbooks['get']>>;
const shown: Partial<Page> = { app: 'Shop', lacks: [], rereadAt: '2026-01-14T02:00:00.000Z', changedSinceReread: false, deputies: [], places: [] };
const page = shown as Page;

/** What the command did, in order, and what it ended with. The code of the deputy Ada is RIGHT. */
async function runbook(...args: string[]): Promise<{ readonly did: readonly unknown[]; readonly result?: Result; readonly error?: unknown }> {
  const did: unknown[] = [];
  const runbooks: Partial<Runbooks> = {
    async reread() {
      did.push('reread');
      return page;
    },
    async follow() {
      did.push('stamped');
      return true;
    },
    get: async () => page,
    async proveDeputy(_app, code) {
      if (code === 'RIGHT') return { runbook: page, deputy: 'Ada' };
      throw code === 'GONE' ? new HoldfastError('not-found', 'Nobody was given a copy.') : new HoldfastError('permission-denied', 'That is another code.');
    },
  };
  const engine: Partial<Engine> = { runbooks: runbooks as Runbooks, noteCommand: async (event) => void did.push(event) };
  const { signal } = new AbortController();
  const invocation: Partial<Invocation> = { call: { signal }, engine: async () => engine as Engine };
  const program = new Command('holdfast').exitOverride();
  let result: Result | undefined;
  defineRunbook(program, async (work) => {
    result = await work(invocation as Invocation);
  });
  try {
    await program.parseAsync(['runbook', 'Shop', ...args], { from: 'user' });
    return { did, ...(result === undefined ? {} : { result }) };
  } catch (error) {
    return { did, error };
  }
}

it('notes with --reread that the page was read, and stamps it', async () => {
  const { did, result } = await runbook('--reread');
  expect(did).toEqual(['reread', { kind: 'runbook-reread', app: 'Shop' }, 'stamped']);
  expect(result?.json).toMatchObject({ app: 'Shop', rereadAt: page.rereadAt });
});

it('notes with --code which deputy proved their key, and that somebody gave a wrong code', async () => {
  expect((await runbook('--code', 'RIGHT')).did).toEqual([{ kind: 'deputy-proved', app: 'Shop', detail: 'Ada' }, 'stamped']);
  const wrong = await runbook('--code', 'WRONG');
  expect(wrong.did).toEqual([{ kind: 'deputy-proof-failed', app: 'Shop' }]);
  expect(isHoldfastError(wrong.error, 'permission-denied')).toBe(true);
  // Where there is no copy to prove, nobody tried anything.
  expect((await runbook('--code', 'GONE')).did).toEqual([]);
});

it('does one thing at a time, and nothing besides without options', async () => {
  const { did, error } = await runbook('--reread', '--code', 'RIGHT');
  expect(did).toEqual([]);
  expect(isHoldfastError(error, 'invalid-input')).toBe(true);
  expect((await runbook()).did).toEqual([]);
});
