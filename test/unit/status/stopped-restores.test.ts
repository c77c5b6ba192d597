import { describe, expect, it } from 'vitest';
import type { RestoreSummary } from '../../../electron/engine/engine.ts';
import { needsOf } from '../../../electron/engine/status/needs.ts';
import { StoppedRestores } from '../../../electron/engine/status/stopped-restores.ts';
import { trayOf } from '../../../electron/engine/status/tray.ts';
import { ago, appFacts, holding, listed, now } from './app-facts.ts';

function summary(id: string, state: RestoreSummary['state'], into = 'Shop'): RestoreSummary {
  return { id, app: 'Shop', into, snapshot: 'b1', at: ago(1), state, asked: 143, written: 100 };
}

describe('a restore that stopped half-way', () => {
  it('is known of the app that it wrote into, until it came to its end', async () => {
    let found: readonly RestoreSummary[] = [summary('3', 'finished'), summary('2', 'stopped', 'Copy'), summary('1', 'stopped')];
    const restores = new StoppedRestores(async () => found);
    expect(restores.of('Shop')).toBeUndefined();
    await restores.look('Shop');
    expect(restores.of('Shop')).toMatchObject({ id: '1' });
    found = [summary('1', 'finished')];
    await restores.look('Shop');
    expect(restores.of('Shop')).toBeUndefined();
  });

  it('needs a person, and nothing looks safe meanwhile', () => {
    const well = { places: [{ name: 'Disk', path: '/disk', listing: holding(listed(1)) }] };
    expect(trayOf([appFacts(well)], now)).toBe('safe');
    const half = appFacts({ ...well, stoppedRestore: { id: 'r-1', at: ago(1), asked: 143, written: 100 } });
    expect(needsOf(half)).toStrictEqual([{ kind: 'restore-stopped', app: 'Shop', restore: 'r-1', at: ago(1), asked: 143, written: 100 }]);
    expect(trayOf([half], now)).toBe('needs-you');
  });

  it('is not forgotten because its notes cannot be read just now', async () => {
    let isTorn = false;
    const restores = new StoppedRestores(async () => (isTorn ? Promise.reject(new Error('Torn.')) : [summary('1', 'stopped')]));
    await restores.look('Shop');
    isTorn = true;
    await restores.look('Shop');
    expect(restores.of('Shop')).toMatchObject({ id: '1' });
  });
});
