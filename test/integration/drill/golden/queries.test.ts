import { afterEach, describe, expect, it } from 'vitest';
import type { GoldenCheck, GoldenRule } from '../../../../electron/engine/drill/golden/golden-list.ts';
import { evaluateGolden } from '../../../../electron/engine/drill/golden/evaluate.ts';
import { QueryThread } from '../../../../electron/engine/drill/golden/queries/query-thread.ts';
import { tablesNamed } from '../../../../electron/engine/drill/golden/queries/tables-named.ts';
import type { TableToLoad } from '../../../../electron/engine/drill/scratch.ts';
import { ScratchSqlite } from '../../../../electron/engine/drill/scratch-sqlite.ts';

const signal = new AbortController().signal;
const tables: readonly TableToLoad[] = [
  { name: 'T', identity: ['id'], schema: { properties: { total: { type: 'number' }, code: { type: 'string' } } } },
  { name: 'Bare', identity: ['id'], schema: undefined },
];
const lines = Array.from({ length: 3000 }, (_, n) => `{"id":"t${n}","total":${n},"code":${n},"long":12345678901234567890}`);
const never = (): Promise<void> => new Promise(() => undefined);

function query(sql: string, expected: Extract<GoldenRule, { kind: 'sql' }>['expect'] = { value: 3000 }): GoldenCheck {
  return { id: 'x', name: 'x', rule: { kind: 'sql', sql, expect: expected } };
}

/** Goes on for as long as it is let. */
const endless = query('SELECT count(*) FROM T a, T b, T c, T d WHERE a.id || b.id || c.id < d.id');
/** So long, and no row in between: nothing asks for leave. */
const endlessInOneRow = query(`SELECT instr(b, substr(b, 1, length(b) / 2 - 1) || 'b') FROM (SELECT ${Array.from({ length: 30 }, () => 'b').join(' || ')} AS b FROM (SELECT ${Array.from({ length: 30 }, () => 'b').join(' || ')} AS b FROM (SELECT '${'a'.repeat(9000)}' AS b)))`, { value: 0 });

const open: QueryThread[] = [];
afterEach(() => {
  for (const thread of open.splice(0)) thread.close();
});

async function loaded(nap?: ConstructorParameters<typeof QueryThread>[1]): Promise<QueryThread> {
  const thread = new QueryThread(tables, nap);
  open.push(thread);
  for (let at = 0; at < lines.length; at += 1000) await thread.load(0, lines.slice(at, at + 1000), signal);
  return thread;
}

describe('queries in a thread of their own', () => {
  it('are answered and refused in the same words as anywhere', async () => {
    const thread = await loaded();
    const scratch = new ScratchSqlite(tables);
    scratch.load(0, lines);
    scratch.seal();
    const queries: readonly GoldenCheck[] = [
      query('SELECT count(*) FROM T'),
      query('SELECT count(*) FROM T WHERE total > 5 AND code = \'7\''),
      query('SELECT count(*) FROM Bare', { value: 0 }),
      query('SELECT code FROM T WHERE total = 7', { value: '7' }),
      query('SELECT id FROM T WHERE total > 10', 'no-rows'),
      query('SELECT nope FROM T'),
      query('DELETE FROM T'),
      query('SELECT load_extension(\'x\')'),
    ];
    for (const check of queries) expect(await thread.judge(check, { partial: new Set(), queryMs: 60_000, signal })).toEqual(evaluateGolden({ scratch, partial: new Set() }, check, { clock: performanceClock, queryMs: 60_000 }));
    scratch.close();
  });

  it('that take long are stopped, and the next is answered', async () => {
    const thread = await loaded();
    expect(await thread.judge(endless, { partial: new Set(), queryMs: 1, signal })).toMatchObject({ state: 'not-checked', detail: 'The query was stopped after 0 seconds. Make it look at less: join tables by their ids.' });
    expect(await thread.judge(query('SELECT count(*) FROM T'), { partial: new Set(), queryMs: 60_000, signal })).toMatchObject({ state: 'passed' });
  });

  it('leave everything else its turn, and end at once when somebody cancels', async () => {
    const thread = await loaded();
    const stop = new AbortController();
    const asked = thread.judge(endless, { partial: new Set(), queryMs: 3_600_000, signal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(thread.judge(query('SELECT count(*) FROM T'), { partial: new Set(), queryMs: 1000, signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('that never ask whether time is over are ended from outside, in the same words', async () => {
    let end: () => void = () => undefined;
    const thread = await loaded(() => new Promise((resolve) => (end = resolve)));
    const asked = thread.judge(endless, { partial: new Set(), queryMs: 3_600_000, signal });
    end();
    expect(await asked).toMatchObject({ state: 'not-checked', detail: 'The query was stopped after 3600 seconds. Make it look at less: join tables by their ids.' });
    expect(thread.isLost).toBe(true);
  });

  it('make no text so long that looking through it takes for ever', async () => {
    const thread = await loaded(never);
    expect(await thread.judge(endlessInOneRow, { partial: new Set(), queryMs: 3_600_000, signal })).toMatchObject({ state: 'not-checked', detail: expect.stringContaining('could not be understood') });
  });
});

const performanceClock = { monotonic: () => performance.now() };

it('only tables that are named are copied', () => {
  const names = ['Order', 'Customer', 'Straße', 'O"Neil', 'sqlite_x'];
  expect([...tablesNamed(['SELECT 1 FROM "ORDER" o JOIN STRAßE s'], names)]).toEqual(['Order', 'Straße', 'O"Neil']);
  expect([...tablesNamed(['SELECT 1'], names)]).toEqual(['O"Neil']);
  expect([...tablesNamed(['SELECT 1 FROM _sqlite_X', 'select * from customer'], names)]).toEqual(['Customer', 'O"Neil', 'sqlite_x']);
});
