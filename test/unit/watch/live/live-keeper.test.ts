import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlarmsReport, SnapshotDetail } from '../../../../electron/engine/engine.ts';
import { createMemoryKeychain } from '../../../../electron/engine/keychain/memory.ts';
import { emptySettings } from '../../../../electron/engine/settings/schema.ts';
import type { AlarmCause } from '../../../../electron/engine/watch/alarms/alarm.ts';
import { defaultThresholds } from '../../../../electron/engine/watch/alarms/thresholds.ts';
import { LiveKeeper, type LiveKeeperDeps } from '../../../../electron/engine/watch/live/live-keeper.ts';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { createFakeConnector, type FakeConnector } from '../../../support/fake-connector.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { createMemorySource, type MemorySource } from '../../../support/memory-source.ts';
import { shop } from '../../../support/some-settings.ts';

const waits = { timeout: 10_000 };
let source: MemorySource;
let raised: (readonly AlarmCause[])[];
let share: number;
/** With which tokens the app was opened. */
let opened: FakeConnector['asked'];
let closing: AbortController;
/** Naps between two looks that wait to be ended. */
let naps: (() => void)[];
let running: Promise<void>;
let keeper: LiveKeeper;
const keychain = createMemoryKeychain();

const orders = (count: number): void => source.setEntity('Order', { records: Array.from({ length: count }, (_, n) => ({ id: `o${n}`, created_date: '2026-01-01T00:00:00Z', updated_date: '2026-01-01T00:00:00Z' })) });

/** Looks once more. */
async function look(): Promise<void> {
  const before = naps.length;
  naps.at(-1)?.();
  await vi.waitFor(() => expect(naps.length).toBeGreaterThan(before), waits);
}

beforeEach(async () => {
  source = createMemorySource();
  orders(100);
  raised = [];
  share = 0.05;
  naps = [];
  closing = new AbortController();
  await keychain.set('token', 'first');
  const connector = createFakeConnector(source);
  opened = connector.asked;
  const backup: SnapshotDetail = { id: 'b1', name: 'b1', kind: 'scheduled', startedAt: '2026-01-01T00:00:00Z', outcome: 'complete', verified: true, records: 100, storedBytes: 1, pinned: false, entities: [{ name: 'Order', status: 'complete', records: 100 }], files: 0, coverage: [], warnings: [] };
  const alarms = (): AlarmsReport => ({ open: [], answered: [], usualThresholds: defaultThresholds, thresholds: [{ ...defaultThresholds, table: 'Order', lost: { share, records: 20, anyway: Math.max(0.5, share) } }] });
  const deps: LiveKeeperDeps = {
    engine: {
      snapshots: async () => ({ snapshots: [backup] }),
      describeSnapshot: async () => backup,
      watch: {
        alarms: async () => alarms(),
        async seenLive(_app, _healthy, causes) {
          raised.push(causes);
          return alarms();
        },
      },
    },
    finder: { settings: { file: '', read: async () => ({ ...emptySettings, apps: [{ ...shop, secrets: { ...shop.secrets, token: 'token' } }] }), update: () => Promise.reject(new Error('nothing is changed here')) }, keychain, connector },
    isBusy: () => false,
    onAlarm: async () => undefined,
    clock: new FakeClock({ autoAdvance: true }),
    nap: (ms, signal) =>
      new Promise((resolve) => {
        // The look for apps that came or went is not the subject.
        if (ms !== 15_000) naps.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    random: () => 0.5,
    log: () => undefined,
    closing: closing.signal,
  };
  keeper = new LiveKeeper(deps);
  running = keeper.run();
  await vi.waitFor(() => expect(naps.length).toBe(1), waits);
});
afterEach(async () => {
  closing.abort();
  await running;
});

describe('what is seen between backups', () => {
  it('is raised once, again only when there is more of it, and anew against another backup', async () => {
    orders(60);
    await look();
    await look();
    expect(raised).toMatchObject([[{ table: 'Order', records: 40, of: 100 }]]);
    orders(50);
    await look();
    expect(raised).toMatchObject([[{ records: 40 }], [{ records: 50 }]]);
    keeper.changed('Shop');
    await look();
    expect(raised).toHaveLength(3);
  });

  it('is held against what a person calls expected from the moment they say so', async () => {
    await look();
    share = 0.6;
    orders(60);
    await look();
    expect(raised).toEqual([]);
  });

  it('is seen again with the token that the person gave when the old one was taken back', async () => {
    await look();
    source.inject({ on: 'count', error: new HoldfastError('auth-revoked', 'Not any more.') });
    await look();
    await keychain.set('token', 'second');
    source.clearFaults();
    orders(60);
    await look();
    expect(opened.map(({ token }) => token)).toEqual(['first', 'second']);
    expect(raised).toMatchObject([[{ records: 40 }]]);
  });
});
