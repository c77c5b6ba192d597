import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityDescription } from '../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { canonicalJson, parseJson, recordKey } from '../../../shared/model/record.ts';
import type { Source, SourcePage, SourceRecord } from '../../../electron/engine/ports/source.ts';

/** An implementation, and an app for it to read whose content is known by another way than through it. */
export interface SourceUnderTest {
  readonly source: Source;
  /**
   * What the app holds now, by entity, in any order: the fields and values a backup is to hold. At least two entities,
   * one of them with 500 records or more.
   */
  truth(): Promise<ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** Uploaded files that records refer to, by address as the records have it. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Creates, changes and deletes at least one record each in one entity, later than `since`. */
  readonly change?: () => Promise<{ readonly entity: string; readonly since: Date }>;
  close(): Promise<void>;
}

/** The largest page a source may hand out: memory must not grow with the data. A single larger record may still come alone. */
const maxPageRecords = 10_000;
const maxPageBytes = 16 * 1024 * 1024;

const never = new AbortController().signal;

/** The contract of electron/engine/ports/source.ts, for any implementation. */
export function describeSource(name: string, makeSource: () => Promise<SourceUnderTest>): void {
  describe(`source: ${name}`, () => {
    let made: SourceUnderTest;
    let source: Source;
    let entities: readonly EntityDescription[];

    beforeAll(async () => {
      made = await makeSource();
      source = made.source;
      entities = (await source.describe({ signal: never })).entities;
    }, 60_000);
    afterAll(() => made.close());

    describe('describe', () => {
      it('names exactly the entities there are, each once', async () => {
        const names = entities.map((entity) => entity.name);
        expect(new Set(names).size).toBe(names.length);
        expect(names.toSorted()).toEqual([...(await made.truth()).keys()].toSorted());
      });

      it('gives every entity a key, an identity and a schema that survives JSON', () => {
        for (const entity of entities) {
          expect(entity.key.length).toBeGreaterThan(0);
          expect(entity.identity.length).toBeGreaterThan(0);
          expect(JSON.parse(JSON.stringify(entity.schema))).toEqual(entity.schema);
        }
      });

      it('says the same again while nothing changes', async () => {
        expect(await source.describe({ signal: never })).toEqual(await source.describe({ signal: never }));
      });

      it('explains every gap in words', async () => {
        const { coverage, notes } = await source.describe({ signal: never });
        for (const gap of [...coverage, ...(await source.config({ signal: never })).coverage]) {
          expect(gap.what).not.toBe('');
          expect(gap.why).toMatch(/\w \w/);
        }
        for (const note of notes) expect(note).toMatch(/\w \w/);
      });
    });

    describe('records', () => {
      it('are all there and exactly what the app holds', async () => {
        const truth = await made.truth();
        for (const entity of readable(entities)) {
          const read = await readAll(source, entity);
          const expected = (truth.get(entity.name) ?? []).map(canonicalJson).toSorted();
          expect(read.map((record) => record.json).toSorted(), entity.name).toEqual(expected);
        }
      });

      it('come one a line, canonical, under the key that the entity’s rule gives, each key once', async () => {
        for (const entity of readable(entities)) {
          const read = await readAll(source, entity);
          for (const { key, json } of read) {
            const record = parseJson(json) as Record<string, unknown>;
            expect(json).not.toContain('\n');
            expect(json).toBe(canonicalJson(record));
            expect(key).toBe(recordKey(entity.key, record));
          }
          expect(new Set(read.map((record) => record.key)).size, `keys of ${entity.name}`).toBe(read.length);
        }
      });

      it('come ascending by key where the source says so', async () => {
        if (!source.capabilities.ordered) return;
        for (const entity of readable(entities)) {
          const keys = (await readAll(source, entity)).map((record) => record.key);
          expect(keys).toEqual(keys.toSorted(byCodeUnit));
        }
      });

      it('come in pages that bound memory', async () => {
        expect(readable(entities).length).toBeGreaterThan(0);
        for (const entity of readable(entities)) {
          for await (const page of source.records(entity, { signal: never })) {
            if (page.kind !== 'records') continue;
            const bytes = page.records.reduce((sum, record) => sum + record.json.length, 0);
            expect(page.records.length).toBeLessThanOrEqual(maxPageRecords);
            if (page.records.length > 1) expect(bytes).toBeLessThanOrEqual(maxPageBytes);
          }
        }
      });

      it('are the same bytes at a second reading', async () => {
        for (const entity of readable(entities)) expect(await readAll(source, entity)).toEqual(await readAll(source, entity));
      });

      it('can be read of as many entities at once as the source says, and a reading may be left half done', async () => {
        const some = readable(entities).slice(0, Math.max(1, source.capabilities.maxConcurrency));
        const first = some[0];
        if (first === undefined) throw new Error('the app under test has no readable entity');
        for await (const page of source.records(first, { signal: never })) {
          expect(page.kind).toBe('records');
          break;
        }
        const together = await Promise.all(some.map((entity) => readAll(source, entity)));
        for (const [at, entity] of some.entries()) expect(together[at]).toEqual(await readAll(source, entity));
      });

      it('of an entity that is not there are an error or an unreadable page, never an empty answer', async () => {
        const known = readable(entities)[0];
        if (known === undefined) throw new Error('the app under test has no readable entity');
        const gone = { ...known, name: 'NoSuchEntity_7f3a' };
        const outcome = await readAll(source, gone).then(
          () => 'an empty answer',
          (error: unknown) => (error instanceof HoldfastError ? 'an error' : error),
        );
        expect(outcome).toBe('an error');
      });
    });

    it('count is the number of records, or not told', async () => {
      const truth = await made.truth();
      for (const entity of readable(entities)) {
        const known = truth.get(entity.name)?.length ?? 0;
        expect((await source.count(entity, { signal: never })) ?? known, entity.name).toBe(known);
      }
    });

    it('keys are those of the records, ascending, where they can be listed', async () => {
      if (!source.capabilities.listsKeys) return;
      for (const entity of readable(entities)) {
        const keys: string[] = [];
        for await (const page of source.keys(entity, { signal: never })) {
          expect(page.length).toBeLessThanOrEqual(10 * maxPageRecords);
          keys.push(...page);
        }
        expect(keys, entity.name).toEqual((await readAll(source, entity)).map((record) => record.key).toSorted(byCodeUnit));
      }
    });

    it('config comes ascending by name, each piece once, and survives JSON', async () => {
      const { items } = await source.config({ signal: never });
      const names = items.map((item) => item.name);
      expect(names).toEqual([...new Set(names)].toSorted(byCodeUnit));
      for (const { value } of items) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    });

    describe('uploaded files', () => {
      it('are found in the records and open with the bytes that were uploaded', async () => {
        const found = new Set<string>();
        for (const entity of readable(entities)) {
          for (const { json } of await readAll(source, entity)) {
            const addresses = source.fileReferences(json);
            expect(source.fileReferences(json)).toEqual(addresses);
            for (const address of addresses) found.add(address);
          }
        }
        for (const [address, bytes] of made.files ?? []) {
          expect([...found]).toContain(address);
          const file = await source.openFile(address, { signal: never });
          const body = await collect(file.body);
          expect(Buffer.compare(body, bytes), address).toBe(0);
          if (file.size !== undefined) expect(file.size).toBe(bytes.length);
        }
      });

      it('that are not there are an error of the taxonomy', async () => {
        const [address] = made.files?.keys() ?? [];
        const gone = `${address ?? 'https://files.invalid/none'}.no-such-file`;
        const opened = source.openFile(gone, { signal: never }).then(async (file) => collect(file.body));
        await expect(opened).rejects.toSatisfy((error) => isHoldfastError(error));
      });

      it('are looked for in any line of JSON without failing', () => {
        for (const line of ['{}', '{"a":null}', '{"__proto__":{"a":"https://x"}}', '{"a":"\\ud800","b":[[[{"c":"http://"}]]]}']) {
          expect(Array.isArray(source.fileReferences(line))).toBe(true);
        }
      });
    });

    describe('stopping', () => {
      const stopped = AbortSignal.abort();
      it('before the start ends every call as cancelled', async () => {
        const entity = readable(entities)[0];
        if (entity === undefined) throw new Error('the app under test has no readable entity');
        await expect(source.describe({ signal: stopped })).rejects.toMatchObject({ code: 'cancelled' });
        await expect(source.config({ signal: stopped })).rejects.toMatchObject({ code: 'cancelled' });
        await expect(source.count(entity, { signal: stopped })).rejects.toMatchObject({ code: 'cancelled' });
        await expect(readAll(source, entity, stopped)).rejects.toMatchObject({ code: 'cancelled' });
      });

      it('in the middle ends the reading as cancelled or at its natural end', async () => {
        for (const entity of readable(entities)) {
          const controller = new AbortController();
          const reading = (async () => {
            for await (const _page of source.records(entity, { signal: controller.signal })) controller.abort();
          })();
          await reading.catch((error: unknown) => expect(error).toMatchObject({ code: 'cancelled' }));
        }
      });
    });

    it('a reading since a moment holds everything that changed after it', async () => {
      if (made.change === undefined || !source.capabilities.changedSince) return;
      const before = new Map<string, string>();
      for (const entity of readable(entities)) for (const { key, json } of await readAll(source, entity)) before.set(`${entity.name} ${key}`, json);
      const { entity: changedName, since } = await made.change();
      const entity = (await source.describe({ signal: never })).entities.find((one) => one.name === changedName);
      if (entity === undefined) throw new Error('the changed entity is not described');
      const after = await readAll(source, entity);
      const changed = after.filter(({ key, json }) => before.get(`${changedName} ${key}`) !== json);
      expect(changed.length).toBeGreaterThanOrEqual(2);
      const told = new Set((await readAll(source, entity, never, since)).map((record) => record.json));
      for (const { json } of changed) expect([...told]).toContain(json);
    });
  });
}

function readable(entities: readonly EntityDescription[]): readonly EntityDescription[] {
  return entities.filter((entity) => entity.unreadable === undefined);
}

async function readAll(source: Source, entity: EntityDescription, signal: AbortSignal = never, since?: Date): Promise<SourceRecord[]> {
  const all: SourceRecord[] = [];
  const pages: AsyncIterable<SourcePage> = source.records(entity, since === undefined ? { signal } : { signal, since });
  for await (const page of pages) {
    if (page.kind === 'unreadable') throw page.error;
    all.push(...page.records);
  }
  return all;
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
