import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { SourceCapabilities } from '../../../electron/engine/ports/source.ts';
import { createMemorySource } from '../../support/memory-source.ts';
import type { MemorySource } from '../../support/memory-source.ts';
import { describeSource } from './describe-source.ts';

const settings = {
  'in memory, ordered': {},
  'in memory, as of one moment': { consistent: true },
  'in memory, unordered, no keys, no since': { ordered: false, listsKeys: false, changedSince: false, maxConcurrency: 5 },
} satisfies Record<string, Partial<SourceCapabilities>>;

for (const [name, capabilities] of Object.entries(settings)) {
  describeSource(name, async () => {
    const picture = new Uint8Array(200_000).map((_, at) => at % 251);
    const source = createMemorySource({
      capabilities,
      entities: {
        Customer: { records: Array.from({ length: 1234 }, (_, n) => customer(n)) },
        '../../x': { records: [{ id: '1', note: 'a\u0000b \ud800', __proto__x: 1 }], key: [{ field: 'id', type: 'text' }] },
        Line: { records: [{ n: 10 }, { n: 9 }, { n: -1 }, '{"n":12345678901234567890}'], key: [{ field: 'n', type: 'number' }], identity: ['n'] },
        Empty: {},
      },
      files: { 'https://files.example/a.png': { name: 'a.png', contentType: 'image/png', body: picture } },
      config: { settings: { theme: 'dark' }, 'functions/send': { code: '' } },
      coverage: [{ what: 'passwords', why: 'The platform keeps them to itself.' }],
    });
    return {
      source,
      truth: async () => new Map(['Customer', '../../x', 'Line', 'Empty'].map((entity) => [entity, source.lines(entity).map((line) => parseJson(line) as Record<string, unknown>)])),
      files: new Map([['https://files.example/a.png', picture]]),
      change: async () => {
        const since = new Date('2026-06-01T00:00:00Z');
        source.put('Customer', { ...customer(9999), updated_date: '2026-06-02T00:00:00.000000' });
        source.put('Customer', { ...customer(7), name: 'renamed', updated_date: '2026-06-03T00:00:00.000000' });
        source.remove('Customer', (record) => record['id'] === customer(8).id);
        return { entity: 'Customer', since };
      },
      close: async () => undefined,
    };
  });
}

describe('memory source: faults', () => {
  const signal = new AbortController().signal;
  const network = new HoldfastError('network', 'The connection broke.');

  async function read(source: MemorySource): Promise<readonly string[]> {
    const outcome: string[] = [];
    const [entity] = (await source.describe({ signal })).entities;
    if (entity === undefined) return outcome;
    try {
      for await (const page of source.records(entity, { signal })) outcome.push(page.kind === 'records' ? String(page.records.length) : page.error.code);
    } catch (error) {
      outcome.push(error instanceof HoldfastError ? `thrown ${error.code}` : 'thrown');
    }
    return outcome;
  }
  const make = (): MemorySource => createMemorySource({ entities: { Customer: { records: Array.from({ length: 250 }, (_, n) => customer(n)) } } });

  it('strike where they are told to and as often', async () => {
    const source = make();
    source.inject({ on: 'records', atRecord: 120, as: 'throw', error: network, times: 1 });
    expect(await read(source)).toEqual(['100', '20', 'thrown network']);
    expect(await read(source)).toEqual(['100', '100', '50']);
    source.inject({ on: 'records', atRecord: 120, as: 'page', error: network });
    expect(await read(source)).toEqual(['100', '20', 'network', '30']);
    source.clearFaults();
    source.inject({ on: 'records', atRecord: 100, as: 'silent-end' });
    expect(await read(source)).toEqual(['100']);
    source.clearFaults();
    source.inject({ on: 'records', atRecord: 100, as: 'page-twice' });
    expect(await read(source)).toEqual(['100', '100', '100', '50']);
    source.clearFaults();
    source.inject({ on: 'describe', error: network, times: 1 });
    await expect(source.describe({ signal })).rejects.toThrow(network);
  });

  it('let data change under a reading', async () => {
    const source = make();
    source.onPage = (_entity, page) => {
      if (page !== 1) return;
      source.remove('Customer', (record) => Number(record['n']) < 10 || Number(record['n']) >= 240);
      source.put('Customer', customer(1000));
    };
    expect(await read(source)).toEqual(['100', '100', '41']);
  });
});

function customer(n: number) {
  const date = new Date(Date.UTC(2026, 0, 1) + Math.floor(n / 3) * 1000).toISOString().slice(0, -1);
  return {
    id: n.toString(16).padStart(24, '0'),
    created_date: `${date}000`,
    updated_date: `${date}000`,
    name: `Customer ${n} é`,
    n,
    ...(n % 5 === 0 ? { picture: 'https://files.example/a.png' } : {}),
  };
}
