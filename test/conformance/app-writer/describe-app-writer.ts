import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntityDescription } from '../../../shared/model/app.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { canonicalJson, parseJson } from '../../../shared/model/record.ts';
import type { JsonObject } from '../../../shared/model/record.ts';
import type { AppWriter, WriterCall } from '../../../electron/engine/ports/app-writer.ts';
import type { Source } from '../../../electron/engine/ports/source.ts';

/** An app to write to, and ways to change and look at it other than through the writer. */
export interface AppWriterUnderTest {
  readonly writer: AppWriter;
  /** Reads the same app. */
  readonly source: Source;
  /** A request of this call goes wrong, once: everything or (of a create) a part is done and the answer is lost; the token may only read from then on. */
  strike(call: WriterCall, how: Strike): void;
  /** How many webhooks and automations the app has set off so far. */
  fired(): number;
  close(): Promise<void>;
}

export type Strike = 'answer-lost' | 'partly' | 'read-only';

/** The entity that the app under test must have, beside others: 60 records, of which the first has `title` "Ticket 0" and so on. */
export const ticketSchema = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    amount: { type: 'number' },
    state: { type: 'string', default: 'open' },
    tags: { type: 'array', items: { type: 'string' } },
    extra: { type: 'object' },
  },
  required: ['title'],
} as const;

export function ticketFields(n: number): JsonObject & { readonly title: string } {
  return { title: `Ticket ${n}`, amount: n + 0.5, state: n % 2 === 0 ? 'open' : 'closed', tags: [`t${n}`, 'é"\u2028'], extra: { a: [n, null], z: { deep: true } } };
}

const never = new AbortController().signal;
const options = { signal: never };
const text = String.raw`{"title":"Exact \u0000 \ud83d\ude00","amount":12345678901234567890.5,"extra":{"big":123456789012345678901,"__proto__":{"a":1},"9":[]}}`;

/** The contract of electron/engine/ports/app-writer.ts, for any implementation. */
export function describeAppWriter(name: string, make: () => Promise<AppWriterUnderTest>): void {
  describe(`app writer: ${name}`, () => {
    let made: AppWriterUnderTest;
    let writer: AppWriter;
    let ticket: EntityDescription;
    let before: ReadonlyMap<string, JsonObject>;
    let ids: readonly string[];

    /** The records as the source reads them, by id. */
    async function live(): Promise<Map<string, JsonObject>> {
      const found = new Map<string, JsonObject>();
      for await (const page of made.source.records(ticket, options)) {
        if (page.kind === 'unreadable') throw page.error;
        for (const { json } of page.records) {
          const record = parseJson(json) as JsonObject;
          found.set(textOf(json, 'id'), record);
        }
      }
      return found;
    }

    beforeEach(async () => {
      made = await make();
      ({ writer } = made);
      const found = (await made.source.describe(options)).entities.find((entity) => entity.name === 'Ticket');
      if (found === undefined) throw new Error('The app under test has no Ticket.');
      ticket = found;
      before = await live();
      ids = [...before.keys()];
      expect(ids).toHaveLength(60);
    });
    afterEach(() => made.close());

    /** As it was written, without what the platform sets. */
    function written(record: JsonObject | undefined): JsonObject {
      const { assigned } = writer.abilities(ticket);
      return Object.fromEntries(Object.entries(record ?? {}).filter(([field, value]) => !assigned.includes(field) && field !== 'is_sample' && value !== null));
    }

    describe('reading', () => {
      it('gives records exactly as the source does, and leaves out those that are not there', async () => {
        const read = await writer.read(ticket, [...ids, '00000000000000000000dead'], options);
        expect([...read.keys()].toSorted()).toEqual(ids.toSorted());
        for (const [id, { json, key }] of read) {
          expect(json).toBe(canonicalJson(before.get(id)));
          expect(key).toContain(id);
        }
        expect(await writer.read(ticket, [], options)).toEqual(new Map());
      });

      it('says whether it may write, writing nothing', async () => {
        expect(await writer.mayWrite(options)).toEqual({ ok: true, certain: true });
        expect(await live()).toEqual(before);
      });
    });

    describe('changing fields', () => {
      it('sets those that are named, leaves all others, and comes to the same when made again', async () => {
        const changes = ids.map((id, n) => ({ id, fields: { title: `Changed ${n}`, amount: null } }));
        const fired = made.fired();
        for (const again of [false, true]) {
          const { refused } = await writer.update(ticket, changes, options);
          expect(refused, String(again)).toEqual([]);
          const after = await live();
          expect(after.size).toBe(60);
          for (const [n, id] of ids.entries()) expect(written(after.get(id))).toEqual({ ...written({ ...before.get(id), amount: null }), title: `Changed ${n}` });
        }
        if (writer.capabilities.effects.update.webhooks === 'no') expect(made.fired()).toBe(fired);
      });

      it('sends values exactly: numbers no double holds, any text, nested objects with any keys', async () => {
        const fields = parseJson(text) as JsonObject;
        const [id = ''] = ids;
        await writer.update(ticket, [{ id, fields }], options);
        const json = (await writer.read(ticket, [id], options)).get(id)?.json ?? '';
        expect(json).toContain('12345678901234567890.5');
        for (const [field, value] of Object.entries(fields)) expect(canonicalJson((parseJson(json) as JsonObject)[field])).toBe(canonicalJson(value));
      });

      it('does not send what the platform assigns or does not know', async () => {
        const [id = ''] = ids;
        const { refused } = await writer.update(ticket, [{ id, fields: { id: 'x', created_date: '2001-01-01T00:00:00.000000Z', gone_field: 1, title: 'Kept' } }], options);
        expect(refused).toEqual([]);
        expect(written((await live()).get(id))).toEqual({ ...written(before.get(id)), title: 'Kept' });
      });

      it('refuses the records that cannot be written, each for its reason, and writes the others', async () => {
        const [first = '', gone = '', wrong = '', empty = '', last = ''] = ids;
        await writer.remove(ticket, [gone], options);
        const { refused } = await writer.update(
          ticket,
          [
            { id: first, fields: { title: 'One' } },
            { id: gone, fields: { title: 'Two' } },
            { id: wrong, fields: { amount: 'much' } },
            { id: empty, fields: { title: null } },
            { id: last, fields: { title: 'Five' } },
          ],
          options,
        );
        expect(new Map(refused.map(({ id, error }) => [id, [error.code, error.details['field']]]))).toEqual(
          new Map<string, unknown>([
            [gone, ['not-found', undefined]],
            [wrong, ['invalid-input', 'amount']],
            [empty, ['invalid-input', 'title']],
          ]),
        );
        const after = await live();
        expect([first, wrong, empty, last].map((id) => after.get(id)?.['title'])).toEqual(['One', before.get(wrong)?.['title'], before.get(empty)?.['title'], 'Five']);
      });

      it('tells beforehand what would be refused or lost', () => {
        expect(writer.objections(ticket, { title: 'x', amount: 1, id: 'y', tags: [], extra: null }, 'create')).toEqual([]);
        expect(writer.objections(ticket, { amount: 'much' }, 'update')).toEqual([{ kind: 'wrong-type', field: 'amount', expected: ['number'] }]);
        expect(writer.objections(ticket, { gone_field: 1 }, 'update')).toEqual([{ kind: 'undeclared', field: 'gone_field' }]);
        expect(writer.objections(ticket, { amount: 1 }, 'create')).toEqual([{ kind: 'required', field: 'title' }]);
        expect(writer.objections(ticket, parseJson(text) as JsonObject, 'create')).toEqual([]);
      });
    });

    describe('a search', () => {
      async function search(place: readonly string[], texts: readonly string[], probes: readonly { readonly id: string; readonly text: string }[]): Promise<ReadonlySet<string> | 'not-searched'> {
        const found = new Set<string>();
        for await (const records of writer.holding?.(ticket, { place, texts, probes }, options) ?? []) {
          if (records === 'not-searched') return 'not-searched';
          for (const { json } of records) {
            expect(json).toBe(canonicalJson(before.get(textOf(json, 'id'))));
            found.add(textOf(json, 'id'));
          }
        }
        return found;
      }
      const idWith = (title: string): string => [...before].find(([, record]) => record['title'] === title)?.[0] ?? '';

      it('finds what stands in a field or in a list, once it finds the probe', async () => {
        const probes = [{ id: idWith('Ticket 7'), text: 'Ticket 7' }, { id: 'f'.repeat(24), text: 'nowhere' }];
        expect(await search(['title'], ['Ticket 3', 'Ticket 59', 'nothing'], probes)).toEqual(new Set([idWith('Ticket 3'), idWith('Ticket 59'), idWith('Ticket 7')]));
        expect(await search(['tags'], ['t1', 't2'], [{ id: idWith('Ticket 9'), text: 't9' }])).toEqual(new Set([idWith('Ticket 1'), idWith('Ticket 2'), idWith('Ticket 9')]));
        expect(await search(['title'], Array.from({ length: 400 }, (_, n) => `Ticket ${n}`), probes)).toEqual(new Set(ids));
      });

      it('that does not even find its probe is no search', async () => {
        expect(await search(['title'], ['Ticket 3'], [{ id: idWith('Ticket 7'), text: 'Ticket 8' }])).toBe('not-searched');
        expect(await search(['nowhere'], ['Ticket 3'], [{ id: idWith('Ticket 7'), text: 'Ticket 7' }])).toBe('not-searched');
      });
    });

    describe('the trash', () => {
      it('takes what is removed and gives it back whole, quietly, as often as asked', async () => {
        const some = ids.slice(0, 45);
        const fired = made.fired();
        expect(writer.abilities(ticket).trash).toBe(true);
        for (let again = 0; again < 2; again += 1) await writer.remove(ticket, some, options);
        expect([...(await live()).keys()].toSorted()).toEqual(ids.slice(45).toSorted());
        const trashed = await writer.trashed(ticket, ids, options);
        expect([...trashed.keys()].toSorted()).toEqual(some.toSorted());
        for (const [id, { json }] of trashed) expect(json).toBe(canonicalJson(before.get(id)));
        for (let again = 0; again < 2; again += 1) await writer.untrash(ticket, some, options);
        expect(await live()).toEqual(before);
        expect(await writer.trashed(ticket, ids, options)).toEqual(new Map());
        expect(made.fired()).toBe(fired);
      });

      it('is left alone but for the records named; none named is none', async () => {
        await writer.remove(ticket, ids.slice(0, 3), options);
        await writer.untrash(ticket, ids.slice(1, 2), options);
        await writer.untrash(ticket, [], options);
        await writer.remove(ticket, [], options);
        await writer.update(ticket, [], options);
        expect(await writer.create(ticket, [], options)).toEqual({ ids: [], refused: [] });
        expect((await live()).size).toBe(58);
        expect(new Set((await writer.trashed(ticket, ids, options)).keys())).toEqual(new Set([ids[0], ids[2]]));
      });
    });

    describe('creating', () => {
      it('makes one record for each, in order, with exactly these fields', async () => {
        const since = writer.platformTime();
        const wanted = [...Array.from({ length: 45 }, (_, n) => ({ ...ticketFields(1000 + n), created_date: '2001-01-01T00:00:00.000000Z' })), parseJson(text) as JsonObject];
        const { ids: made_, refused } = await writer.create(ticket, wanted, options);
        expect(refused).toEqual([]);
        expect(new Set(made_).size).toBe(46);
        const after = await live();
        for (const [n, record] of wanted.entries()) {
          const now = after.get(made_[n] ?? '');
          expect(now).toBeDefined();
          // Also where the schema would put a default in: `state` of the last.
          expect(canonicalJson(written(now))).toBe(canonicalJson(written(record)));
        }
        expect(after.size).toBe(106);
        const seen = new Set<string>();
        for await (const page of writer.createdSince(ticket, since, options)) for (const { json } of page) seen.add(textOf(json, 'id'));
        expect(made_.every((id) => id !== undefined && seen.has(id))).toBe(true);
        expect(ids.some((id) => seen.has(id))).toBe(false);
      });

      it('refuses the records that cannot be created and creates the others', async () => {
        const { ids: made_, refused } = await writer.create(ticket, [{ title: 'A' }, { amount: 1 }, { title: 'C', tags: 'no list' }, { title: 'D' }], options);
        expect(refused.map(({ index, error }) => [index, error.code, error.details['field']])).toEqual([
          [1, 'invalid-input', 'title'],
          [2, 'invalid-input', 'tags'],
        ]);
        expect(made_.map((id) => id !== undefined)).toEqual([true, false, false, true]);
        const after = await live();
        expect(after.size).toBe(62);
        expect([made_[0], made_[3]].map((id) => after.get(id ?? '')?.['title'])).toEqual(['A', 'D']);
      });

      it('does not try again when the answer is lost, and what landed can be found', async () => {
        const since = writer.platformTime();
        const records = Array.from({ length: 5 }, (_, n) => ({ title: `Lost ${n}` }));
        for (const [how, landed] of [['answer-lost', 5], ['partly', 2]] as const) {
          made.strike('create', how);
          const error = await failure(writer.create(ticket, records, options));
          expect([how, error.details['reason'], error.transient]).toEqual([how, 'outcome-unknown', false]);
          const found: string[] = [];
          for await (const page of writer.createdSince(ticket, since, options)) found.push(...page.map(({ json }) => textOf(json, 'title')));
          const expected = how === 'partly' ? 5 + landed : landed;
          expect(found.filter((title) => title.startsWith('Lost'))).toHaveLength(expected);
          expect((await live()).size).toBe(60 + expected);
        }
      });
    });

    describe('trouble', () => {
      it('is made good where that is safe: the same comes of it', async () => {
        for (const call of ['update', 'remove', 'untrash'] as const) {
          made.strike(call, 'answer-lost');
          const work = async (): Promise<unknown> => {
            if (call === 'update') return writer.update(ticket, [{ id: ids[0] ?? '', fields: { title: 'Once' } }], options);
            return call === 'remove' ? writer.remove(ticket, ids.slice(0, 4), options) : writer.untrash(ticket, ids.slice(0, 4), options);
          };
          // Tried again by the writer itself, or said to be worth trying again.
          try {
            await work();
          } catch (error) {
            expect(error instanceof HoldfastError && error.transient).toBe(true);
            await work();
          }
          expect((await live()).size).toBe(call === 'remove' ? 56 : 60);
        }
        expect((await live()).get(ids[0] ?? '')?.['title']).toBe('Once');
      });

      it('of a token that turns read-only half-way ends the call, and is named', async () => {
        made.strike('update', 'read-only');
        const error = await failure(writer.update(ticket, ids.map((id) => ({ id, fields: { title: 'Never' } })), options));
        expect(error.code).toBe('permission-denied');
        expect([...(await live()).values()].some((record) => record['title'] === 'Never')).toBe(false);
      });

      it('is no excuse for going on after being told to stop', async () => {
        const stopped = { signal: AbortSignal.abort() };
        const fields = { title: 'Never' };
        const [id = ''] = ids;
        const entity = ticket;
        const works: readonly (() => Promise<unknown>)[] = [
          () => writer.read(entity, ids, stopped),
          () => writer.update(entity, [{ id, fields }], stopped),
          () => writer.create(entity, [fields], stopped),
          () => writer.remove(entity, ids, stopped),
          () => writer.untrash(entity, ids, stopped),
          () => writer.mayWrite(stopped),
        ];
        for (const work of works) expect((await failure(work())).code).toBe('cancelled');
        expect(await live()).toEqual(before);
      });
    });

    it('uploads a file, public or private as it was, and gives an address that the source can open', async () => {
      const body = new TextEncoder().encode('hello\r\n--boundary\r\n');
      const file = { name: 'é "x".txt', contentType: 'text/plain', size: body.length, open: async function* open() { yield body; } };
      const address = await writer.upload({ ...file, address: 'mem://old' }, options);
      const parts: Uint8Array[] = [];
      for await (const part of (await made.source.openFile(address, options)).body) parts.push(part);
      expect(Buffer.concat(parts).toString()).toBe('hello\r\n--boundary\r\n');
      expect(made.source.fileReferences(canonicalJson({ photo: address }))).toEqual([address]);
    });
  });
}

function textOf(json: string, field: string): string {
  const value = (parseJson(json) as JsonObject)[field];
  return typeof value === 'string' ? value : '';
}

async function failure(work: Promise<unknown>): Promise<HoldfastError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
