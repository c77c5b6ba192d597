import { isHoldfastError } from '../../../shared/model/errors.ts';
import { openEveryVault, type VaultFinder } from '../calls/app-vault.ts';
import type { StoredApp } from '../settings/schema.ts';
import { deputyProofKey } from '../vault/format/names.ts';
import { recipientOf } from '../vault/crypto/keys.ts';
import { getIfThere, readRunbook } from '../vault/runbook.ts';
import { deputyMark, openChallenge } from './deputy-proof.ts';
import type { Runbook } from './runbook.ts';

/** The runbook that lies beside backups which were made by another computer; with a deputy's key, also the code that proves it. */
export async function foundRunbook(finder: VaultFinder, app: StoredApp, signal: AbortSignal): Promise<NonNullable<Runbook['found']>> {
  const { places } = await openEveryVault(finder, app.name, { signal });
  for (const place of places) {
    if ('error' in place) continue;
    try {
      const { vault } = place;
      const runbook = await readRunbook(vault, signal);
      const object = await getIfThere(vault.store, deputyProofKey(deputyMark(await recipientOf(vault.keys.identity))), signal);
      const code = object === undefined ? undefined : await openChallenge(vault.keys.identity, object);
      if (runbook === undefined && code === undefined) continue;
      return {
        place: place.name,
        state: runbook === undefined ? 'none' : runbook.writtenAt === undefined ? 'changed' : 'as-written',
        ...(runbook === undefined ? {} : { markdown: runbook.markdown }),
        ...(runbook?.writtenAt === undefined ? {} : { writtenAt: runbook.writtenAt }),
        ...(code === undefined ? {} : { deputyCode: code }),
      };
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
    }
  }
  return { place: places[0]?.name ?? '', state: 'none' };
}
