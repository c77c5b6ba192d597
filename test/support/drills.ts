import { liveApp } from '../../electron/engine/drill/live-app.ts';
import { goldenChecks } from '../../electron/engine/drill/golden/checks-for-drill.ts';
import type { DrillCheck, DrillReport } from '../../electron/engine/drill/drill-desk.ts';
import { lookingAround } from '../../electron/engine/drill/looking-around.ts';
import { type DrillTask, runDrill } from '../../electron/engine/drill/run-drill.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { Source, Whereabouts } from '../../electron/engine/ports/source.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import type { JsonObject, JsonValue } from '../../shared/model/record.ts';
import { FakeClock } from './fake-clock.ts';
import { createMemorySource, type MemorySource } from './memory-source.ts';
import { testKeys, testVaultId } from './small-app.ts';

export interface DrillSetting {
  /** Absent = nobody can ask the app. */
  readonly source?: Source;
  readonly identity?: string;
  readonly hours?: number;
  readonly seen?: string;
  /** When it is. */
  readonly now?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: NonNullable<Parameters<typeof runDrill>[1]['onProgress']>;
}

/** A drill of the test vault in this store, without threads. */
export function drillOf(store: ObjectStore, { source, identity = testKeys.identity, hours, seen, now = '2026-03-01T12:00:00Z', signal = new AbortController().signal, onProgress }: DrillSetting = {}): Promise<DrillReport> {
  const clock = new FakeClock({ start: now });
  const task: DrillTask = {
    id: 'a-drill',
    app: 'Shop',
    place: 'Disk',
    by: 'person',
    vaultId: testVaultId,
    open: (stop) => openVault(store, identity, stop),
    clock,
    threads: 0,
    hours,
    seen,
    golden: (vault, loaded, stop) => goldenChecks(vault, loaded, { clock, signal: stop }),
    further: lookingAround(liveApp(source === undefined ? undefined : async () => source, signal)),
  };
  return runDrill(task, { signal, ...(onProgress === undefined ? {} : { onProgress }) });
}

export function failuresOf({ checks }: Pick<DrillReport, 'checks'>): readonly DrillCheck[] {
  return checks.filter(({ state }) => state === 'failed');
}

/** `n` as 24 hexadecimal digits: ids that no two things share by chance. */
export function idOf(n: number): string {
  return n.toString(16).padStart(24, '0');
}

export function customer(n: number, more: JsonObject = {}): JsonObject {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  return { id: idOf(0xc000 + n), created_date: at, updated_date: at, name: `Customer ${n}`, email: `c${n}@example.com`, ...more };
}

export function order(n: number, more: JsonObject = {}): JsonObject {
  const at = new Date(Date.UTC(2026, 1, 1) + n * 60_000).toISOString();
  return { id: idOf(0xd000 + n), created_date: at, updated_date: at, number: n, customer_id: idOf(0xc000 + (n % 8)), total: n / 4, note: 'x'.repeat(300 + (n % 50)), ...(n % 40 === 0 ? { invoice: `mem://files/${n}` } : {}), ...more };
}

export const customerSchema: JsonValue = { type: 'object', properties: { name: { type: 'string' }, email: { type: 'string' } }, required: ['name'] };
export const orderSchema: JsonValue = { type: 'object', properties: { number: { type: 'integer' }, customer_id: { type: 'string' }, total: { type: 'number' }, note: { type: 'string' }, invoice: { type: 'string' } }, required: ['number', 'customer_id'] };

/** A shop whose orders point at customers, with an uploaded file here and there. */
export function drillShop(orders = 240): MemorySource {
  return createMemorySource({
    appId: 'shop',
    title: 'Shop',
    entities: {
      Customer: { records: Array.from({ length: 8 }, (_, n) => customer(n)), schema: customerSchema },
      Order: { records: Array.from({ length: orders }, (_, n) => order(n)), schema: orderSchema },
      Empty: { records: [], schema: { type: 'object', properties: {} } },
    },
    files: Object.fromEntries(Array.from({ length: Math.ceil(orders / 40) }, (_, n) => [`mem://files/${n * 40}`, { name: `${n}.pdf`, body: new Uint8Array(500 + n).fill(n + 1) }])),
    config: { settings: { currency: 'EUR' } },
    capabilities: { maxConcurrency: 1 },
  });
}

/** The same app as a platform shows it that says when a record was changed, and can be asked for single records. */
export function asked(source: MemorySource, state: (id: string) => Whereabouts = () => 'deleted'): Source {
  return {
    ...source,
    describe: async (options) => {
      const description = await source.describe(options);
      return { ...description, entities: description.entities.map((entity) => ({ ...entity, changedAt: 'updated_date' })) };
    },
    whereabouts: async (entity, ids) => new Map(ids.map((id) => [id, source.lines(entity.name).some((line) => line.includes(`"id":"${id}"`)) ? 'there' : state(id)])),
  };
}
