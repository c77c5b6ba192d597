import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningSampleApp, type SampleAppOptions, type SampleDataset, type SampleRecord, startSampleApp } from '../../../electron/sample-app/index.ts';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { at, hexId, people, workshop } from '../../support/workshop.ts';

// Where Base44's documentation leaves open what it does, a restore comes out the same either way. Looked at by names, not by ids.

const teams = 6;
const players = 40;

/** Teams, their players who refer to them in every way, and a table whose rows only their maker sees. */
function club(): SampleDataset {
  const system = (n: number, by: string) => ({ id: hexId(n), created_date: at(n), updated_date: at(n), created_by: by, created_by_id: hexId(by === people.owner ? 1 : 2), is_sample: false });
  const teamId = (n: number): string => hexId(20_000 + n);
  const text = { type: 'string' } as const;
  return {
    ...workshop(),
    entities: [
      {
        name: 'Team',
        schema: { type: 'object', properties: { name: text, captain_id: text, size: { type: 'integer', default: 11 } }, required: ['name'] },
        *records(): Iterable<SampleRecord> {
          for (let n = 0; n < teams; n += 1) yield { ...system(20_000 + n, people.owner), name: `Team ${n}`, captain_id: hexId(30_000 + n), ...(n % 2 === 0 ? {} : { size: n }) };
        },
      },
      {
        name: 'Player',
        schema: { type: 'object', properties: { name: text, team_id: text, played_for: { type: 'array', items: text }, history: text, phone: text, goals: { type: 'object' } } },
        *records(): Iterable<SampleRecord> {
          for (let n = 0; n < players; n += 1) {
            const team = teamId(n % teams);
            yield { ...system(30_000 + n, people.owner), name: `Player ${n}`, team_id: team, played_for: [team, teamId((n + 1) % teams)], history: `see /teams/${team}, please`, phone: `0${n}`, goals: { [team]: n } };
          }
        },
      },
    ],
  };
}

let app: RunningSampleApp | undefined;
let desk: Desk | undefined;
afterEach(async () => {
  await app?.stop();
  await desk?.remove();
});

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What a person sees: names wherever an id stands, unless it leads nowhere. A field that is empty is as good as none. */
function look({ edit }: RunningSampleApp): object {
  const names = new Map([...edit.records('Team'), ...edit.records('Player')].map((record) => [record.id, JSON.stringify(record['name'])]));
  const own = (rows: Rows): readonly string[] =>
    rows
      .map(({ id: _id, created_date: _created, updated_date: _updated, created_by: _by, created_by_id: _byId, is_sample: _sample, ...rest }) =>
        JSON.stringify(Object.entries(rest).filter(([, value]) => value !== null && value !== '').toSorted(([a], [b]) => (a < b ? -1 : 1))).replaceAll(/[0-9a-f]{24}/g, (id) => names.get(id) ?? id),
      )
      .toSorted();
  return { teams: own(edit.records('Team')), players: own(edit.records('Player')) };
}

const ways: Readonly<Record<string, Partial<SampleAppOptions>>> = {
  'the other way': { undocumented: { createdStatus: 201, bulkCreateFires: false, bulkUnknownFields: 'refused', trashFilter: false, untrashTouches: true, saysHasMore: false } },
  'without the newer listing, as a map of schemas': { missingEndpoints: ['/v2/list', 'versions', 'openapi-spec'], schemaEnvelope: 'map' },
  'with rules that hide rows from the owner, who may look past them': {
    bypassRls: true,
    rowRules: { Player: { read: { created_by: people.ada }, update: { created_by: people.ada } } },
  },
};

describe.each(Object.entries(ways))('a restore into Base44 %s', (_name, options) => {
  it('ends as it was, says what it knows, writes nothing the second time, and can be taken back', async () => {
    app = await startSampleApp({ dataset: club(), ...options });
    desk = await makeDesk();
    const running = app;
    const run = async (args: readonly string[]): Promise<unknown> => {
      const end = await desk?.json(args, { env: { TOKEN: running.token } });
      expect([end?.code, end?.code === 0 ? '' : JSON.stringify(end?.value)]).toEqual([0, '']);
      return end?.value;
    };
    await run(['destination', 'add', 'disk', '--kind', 'local', '--path', desk.at('place')]);
    await run(['app', 'add', 'club', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'TOKEN']);
    await run(['backup', 'club']);
    const before = look(app);

    // In the trash: some players. Gone for good: two teams, whose captains are left, and a player. Blank: telephone numbers.
    const ask = async (path: string, method: string, body?: unknown): Promise<void> => {
      const headers = { authorization: `Bearer ${running.token}`, 'content-type': 'application/json', 'x-bypass-rls': 'true' };
      const answer = await fetch(`${running.url}/api/apps/${running.appId}/entities/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      expect([path, answer.status]).toEqual([path, 200]);
    };
    const gone = [...app.edit.records('Team').slice(0, 2), ...app.edit.records('Player').slice(10, 14)];
    for (const { id } of gone.slice(0, 2)) app.edit.remove('Team', id);
    for (const { id } of gone.slice(2)) app.edit.remove('Player', id);
    for (const { id } of gone.slice(0, 2)) await ask(`Team/${id}/permanent`, 'DELETE');
    await ask(`Player/${gone[2]?.id ?? ''}/permanent`, 'DELETE');
    for (const { id } of app.edit.records('Player').slice(20, 25)) app.edit.update('Player', id, { phone: '' });
    const spoilt = look(app);
    expect(spoilt).not.toEqual(before);
    app.resetStats();

    const answer = z.looseObject({ receipt: z.looseObject({ id: z.string(), written: z.int(), verified: z.int(), skipped: z.int(), failed: z.int(), remapped: z.array(z.unknown()) }) });
    const { receipt } = answer.parse(await run(['restore', 'club', '--snapshot', 'latest', '--yes']));
    expect(look(app)).toEqual(before);
    expect(receipt).toMatchObject({ verified: receipt.written, skipped: 0, failed: 0 });
    expect(receipt.remapped).toHaveLength(3);
    const { webhooks, invitations } = app.stats();
    const created = options.undocumented?.bulkCreateFires === false ? 0 : 3;
    expect([webhooks.length, webhooks.filter(({ event }) => event === 'create').length, invitations.length]).toEqual([created, created, 0]);

    const again = z.looseObject({ receipt: z.looseObject({ written: z.int() }) });
    expect(again.parse(await run(['restore', 'club', '--snapshot', 'latest', '--yes'])).receipt.written).toBe(0);

    const undone = answer.parse(await run(['undo', 'club', receipt.id]));
    expect(undone.receipt).toMatchObject({ verified: undone.receipt.written, skipped: 0, failed: 0 });
    expect(look(app)).toEqual(spoilt);
  }, 120_000);
});
