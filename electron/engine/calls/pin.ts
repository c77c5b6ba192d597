import { isHoldfastError, type PlainError, toPlainError } from '../../../shared/model/errors.ts';
import type { PinOptions, PinReport } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { chooseSnapshot } from '../vault/format/names.ts';
import { pin, unpin } from '../vault/retention/pins.ts';
import { listSnapshots } from '../vault/vault.ts';
import { openEveryVault, type VaultFinder } from './app-vault.ts';
import { refuseOpened } from './refuse-opened.ts';

/** Pins a backup in every place that can be reached, or takes its pin away there. */
export async function pinSnapshot(parts: VaultFinder & { readonly clock: Clock }, wanted: string, snapshot: string, { pinned, signal }: PinOptions): Promise<PinReport> {
  const { app, places } = await openEveryVault(parts, wanted, { signal });
  refuseOpened(app);
  const failures = new Map<string, PlainError>();
  const names = new Set<string>();
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      failures.set(name, toPlainError(error));
    }
  };
  for (const place of places) {
    if ('error' in place) failures.set(place.name, toPlainError(place.error));
    else {
      await attempt(place.name, async () => {
        for (const { name } of await listSnapshots(place.vault, signal)) names.add(name);
      });
    }
  }
  const chosen = chooseSnapshot([...names], snapshot);
  for (const place of places) {
    if ('error' in place || failures.has(place.name)) continue;
    await attempt(place.name, () => (pinned ? pin(place.vault, chosen, parts.clock.now(), signal) : unpin(place.vault, chosen, signal)));
  }
  return {
    snapshot: chosen,
    pinned,
    places: places.map(({ name }) => {
      const error = failures.get(name);
      return error === undefined ? { name, outcome: 'done' } : { name, outcome: 'failed', error };
    }),
  };
}
