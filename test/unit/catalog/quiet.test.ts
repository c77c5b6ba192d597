import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appVaults } from '../../../electron/engine/calls/app-vaults.ts';
import type { AppVaults } from '../../../electron/engine/catalog/app-vaults.ts';
import type { CatalogOptions } from '../../../electron/engine/catalog/catalog.ts';
import { type Copies, DamagedCopy } from '../../../electron/engine/catalog/thread/copies.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { copiesInPlace } from '../../support/copy-in-place.ts';
import { dataClient, type DataClient } from '../../support/data-client.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

function vaultsOf({ deps, connector }: TestEngine): AppVaults {
  return appVaults({ settings: openSettings(deps.home, deps.version), keychain: deps.keychain, connector });
}

let test: TestEngine;
let client: DataClient | undefined;
beforeEach(async () => {
  test = await makeTestEngine();
  await test.engine.destinations.add({ name: 'A', kind: 'local', path: '/A' }, call);
  await test.engine.destinations.add({ name: 'B', kind: 'local', path: '/B' }, call);
  test.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01', total: 1 }] });
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
  await test.engine.backup('Shop', call);
});
afterEach(async () => {
  await client?.catalog.close();
  await test.remove();
});

/** What a page does that shows the newest backup: whenever it hears of a change it asks again. Answers whether that comes to an end while nobody does anything. */
async function comesToRest(copies: () => Copies, more: Partial<CatalogOptions> = {}): Promise<boolean> {
  const heard: (() => void)[] = [];
  const opened = dataClient(test, { threads: 0, copies, ...more, onChange: () => heard.splice(0).forEach((wake) => wake()) });
  client = opened;
  let asked = 0;
  let over = false;
  const asking = (async () => {
    while (!over) {
      const change = new Promise<void>((resolve) => heard.push(resolve));
      asked += 1;
      await opened.calls.tables({ app: 'Shop', backup: 'latest' }).catch(() => undefined);
      await change;
    }
  })();
  let atRest = false;
  for (let tries = 0; tries < 10 && !atRest; tries += 1) {
    const before = asked;
    await sleep(300);
    atRest = asked === before;
  }
  over = true;
  heard.splice(0).forEach((wake) => wake());
  await asking;
  return atRest;
}

describe('a page that shows a backup is not made to ask again and again', () => {
  it('when all is well', async () => {
    expect(await comesToRest(copiesInPlace)).toBe(true);
  });

  it('when the place that answers now lacks the backup it was shown from another one', async () => {
    const { vault } = test.connector;
    let isAway = true;
    vi.spyOn(test.connector, 'vault').mockImplementation((place, slug) => (place.name === 'A' && isAway ? Promise.reject(new HoldfastError('not-found', 'The drive is away.', { details: { reason: 'place-gone' } })) : vault.call(test.connector, place, slug)));
    await test.clock.advance(60_000);
    await test.engine.backup('Shop', call);
    const { open, ...vaults } = vaultsOf(test);
    // Whoever shows backups keeps what it opened for a while; A is back when the copy is made.
    const opening = async (...of: Parameters<typeof open>) => {
      const opened = await open(...of);
      isAway = false;
      return opened;
    };
    expect(await comesToRest(copiesInPlace, { vaults: { ...vaults, open: opening } })).toBe(true);
    expect(isAway).toBe(false);
  });

  it('when the copy is damaged however often it is made', async () => {
    expect(
      await comesToRest(() => {
        const copies = copiesInPlace();
        return { ...copies, ask: (kind, ...rest) => (kind === 'show' ? Promise.reject(new DamagedCopy()) : copies.ask(kind, ...rest)) };
      }),
    ).toBe(true);
  });
});
