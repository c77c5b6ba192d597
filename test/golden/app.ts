import { createMemorySource, type MemorySource } from '../support/memory-source.ts';
import { HoldfastError } from '../../shared/model/errors.ts';

/** The app in the golden vaults, as it was for each of its three backups. Fixed for ever: what it holds is in committed files. */
export const goldenStages = ['first', 'changed', 'incomplete'] as const;
export type GoldenStage = (typeof goldenStages)[number];

export const goldenTimes: Readonly<Record<GoldenStage, string>> = { first: '2026-02-01T09:00:00Z', changed: '2026-02-02T09:00:00Z', incomplete: '2026-02-03T09:00:00Z' };

const encoder = new TextEncoder();

export function goldenApp(stage: GoldenStage): MemorySource {
  const source = createMemorySource({
    appId: '6a0000000000000000000001',
    title: 'Golden',
    entities: {
      Customer: {
        records: [
          { id: 'c1', created_date: '2026-01-01T00:00:00Z', updated_date: '2026-01-01T00:00:00Z', name: 'Zoë Ünal', photo: 'mem://photos/zoe.png' },
          { id: 'c2', created_date: '2026-01-02T00:00:00Z', updated_date: '2026-01-02T00:00:00Z', name: 'line\u2028separator "quoted" \\ \u0000', photo: null },
          '{"id":"c3","created_date":"2026-01-03T00:00:00Z","updated_date":"2026-01-03T00:00:00Z","big":12345678901234567890,"half":"\\ud800","nested":{"__proto__":[1,{}]}}',
        ],
      },
      // Enough for several chunks.
      Event: { records: Array.from({ length: 1000 }, (_, n) => ({ id: `e${n}`, created_date: new Date(Date.UTC(2026, 0, 5, 0, n)).toISOString(), updated_date: '2026-01-20T00:00:00Z', kind: ['view', 'click', 'buy'][n % 3] ?? '', value: n / 8, note: 'x'.repeat(n % 10) })) },
      '../../x': { records: [{ id: 'x1', created_date: '2026-01-01T00:00:00Z' }] },
      Nothing: { records: [], schema: { type: 'object', properties: { later: { type: 'string' }, earlier: { type: 'number' } } } },
      Rate: { key: [{ field: 'year', type: 'number' }, { field: 'code', type: 'text' }], identity: ['year', 'code'], records: [{ year: 2026, code: 'EUR', rate: '1.0850' }, { year: -1, code: 'EUR', rate: null }] },
    },
    files: { 'mem://photos/zoe.png': { name: 'zoe.png', contentType: 'image/png', body: encoder.encode('not really a picture') } },
    config: { settings: { currency: 'EUR' }, 'functions/send': { code: 'export default 1;\n' } },
    capabilities: { maxConcurrency: 1 },
  });
  if (stage === 'first') return source;
  source.put('Customer', { id: 'c4', created_date: '2026-02-01T12:00:00Z', updated_date: '2026-02-01T12:00:00Z', name: 'New', photo: 'mem://photos/new.png' });
  source.setFile('mem://photos/new.png', { name: 'new.png', body: new Uint8Array(0) });
  source.put('Event', { id: 'e9', created_date: new Date(Date.UTC(2026, 0, 5, 0, 9)).toISOString(), updated_date: '2026-02-01T12:00:00Z', kind: 'changed' });
  source.remove('Event', ({ id }) => id === 'e7');
  if (stage === 'changed') return source;
  source.inject({ on: 'records', entity: 'Customer', atRecord: 0, error: new HoldfastError('server', 'The platform answered with an error.'), as: 'page' });
  return source;
}
