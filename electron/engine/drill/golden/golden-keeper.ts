import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { openEveryVault, type VaultAtPlace, type VaultFinder } from '../../calls/app-vault.ts';
import { refuseOpened } from '../../calls/refuse-opened.ts';
import { vaultKeys } from '../../keys/key-health.ts';
import type { Clock } from '../../ports/clock.ts';
import { findApp } from '../../registry/lookup.ts';
import { writeFileDurably } from '../../system/durable-file.ts';
import type { VaultKeys } from '../../vault/crypto/keys.ts';
import { decodeGolden, encodeGolden, isNewer, readGolden, type StoredGolden, writeGolden } from '../../vault/golden.ts';
import type { Vault } from '../../vault/vault.ts';
import { type GoldenCheck, type GoldenList, goldenListOf, noGolden } from './golden-list.ts';

export interface GoldenKeeperDeps {
  readonly finder: VaultFinder;
  readonly clock: Clock;
  /** The home directory. */
  readonly home: string;
}

type GoldenVault = Pick<Vault, 'keys'> & { readonly header: { readonly vaultId: string } };

/**
 * The list of what a founder knows to be true. It may name customers: it is kept as the same encrypted object in every place (golden.age) and on this computer
 * (`<home>/drills/<vault id>/golden.age`), and nowhere else.
 */
export class GoldenKeeper {
  readonly #deps: GoldenKeeperDeps;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: GoldenKeeperDeps) {
    this.#deps = deps;
  }

  /** The list as this computer has it, or where it has none, as the places do. @throws not-found (no such app), what the keychain and the places throw. */
  async read(app: string, signal: AbortSignal): Promise<GoldenList> {
    const { vault } = await this.#vaultOf(app);
    const here = await goldenHere(this.#deps.home, vault);
    if (here !== undefined) return goldenListOf(here.content);
    const found = (await this.#everywhere(app, vault, signal)).newest;
    if (found === undefined) return noGolden;
    await this.#keepHere(vault, found);
    return goldenListOf(found.content);
  }

  /**
   * Keeps another list, here and in every place that answers.
   * @param revision of the list that was changed
   * @returns names of the places that get it with the next backup.
   * @throws conflict where somebody else changed the list meanwhile; then this computer knows that one.
   */
  async save(app: string, checks: readonly GoldenCheck[], revision: number, signal: AbortSignal): Promise<{ readonly revision: number; readonly later: readonly string[] }> {
    const turn = this.#last.then(async () => {
      const { vault, stored } = await this.#vaultOf(app);
      refuseOpened(stored);
      const { newest, places } = await this.#everywhere(app, vault, signal);
      const known = newest === undefined ? noGolden : goldenListOf(newest.content);
      if (known.revision !== revision) {
        if (newest !== undefined) await this.#keepHere(vault, newest);
        throw new HoldfastError('conflict', 'The golden checks were changed elsewhere in the meantime.', { nextStep: 'Look at the list as it is now, then change it again.' });
      }
      const fresh = await encodeGolden(vault, { revision: revision + 1, changedAt: this.#deps.clock.now().toISOString(), checks: [...checks, ...known.newer] });
      await this.#keepHere(vault, fresh);
      return { revision: revision + 1, later: await bring(fresh, places, signal) };
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Brings the newest list to this computer and to every place that has another. @returns names of the places that could not be brought up to it. */
  async bringEverywhere(app: string, signal: AbortSignal): Promise<readonly string[]> {
    const turn = this.#last.then(async () => {
      const { vault, stored } = await this.#vaultOf(app);
      const { newest, places } = await this.#everywhere(app, vault, signal);
      if (newest === undefined) return [];
      const current = newest.isForRecipients ? newest : await encodeGolden(vault, newest.content);
      await this.#keepHere(vault, current);
      return stored.connection.platform === 'opened' ? [] : bring(current, places, signal);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #vaultOf(wanted: string) {
    const settings = await this.#deps.finder.settings.read();
    const stored = findApp(settings, wanted);
    const keys: VaultKeys = await vaultKeys(this.#deps.finder.keychain, settings, stored);
    return { stored, vault: { keys, header: { vaultId: stored.vault.id } } satisfies GoldenVault };
  }

  async #everywhere(app: string, vault: GoldenVault, signal: AbortSignal) {
    const { places } = await openEveryVault(this.#deps.finder, app, { signal });
    const found = await Promise.all(places.map(async (place) => ({ place, golden: await goldenAt(place, signal) })));
    let newest = await goldenHere(this.#deps.home, vault);
    for (const { golden } of found) if (golden !== undefined && golden !== 'away' && (newest === undefined || isNewer(golden.content, newest.content))) newest = golden;
    return { newest, places: found };
  }

  async #keepHere(vault: GoldenVault, { object }: StoredGolden): Promise<void> {
    await writeFileDurably(fileIn(this.#deps.home, vault), object);
  }
}

/** The list as this computer has it; undefined where it has none that opens. @throws what decoding throws but for damage and another key. */
export async function goldenHere(home: string, vault: GoldenVault): Promise<StoredGolden | undefined> {
  let object: Uint8Array;
  try {
    object = await readFile(fileIn(home, vault));
  } catch {
    return undefined;
  }
  return asFarAsItOpens(decodeGolden(vault, object));
}

function fileIn(home: string, { header }: GoldenVault): string {
  return path.join(home, 'drills', header.vaultId, 'golden.age');
}

interface FoundAt {
  readonly place: VaultAtPlace;
  readonly golden: StoredGolden | 'away' | undefined;
}

async function goldenAt(place: VaultAtPlace, signal: AbortSignal): Promise<FoundAt['golden']> {
  if (!('vault' in place)) return 'away';
  try {
    return await asFarAsItOpens(readGolden(place.vault, signal));
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return 'away';
  }
}

/** One that is damaged, forged or another vault's counts as none, and is written anew from the others. */
async function asFarAsItOpens(reading: Promise<StoredGolden | undefined>): Promise<StoredGolden | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || (isHoldfastError(error, 'permission-denied') && error.details['reason'] === 'other-key')) return undefined;
    throw error;
  }
}

async function bring(newest: StoredGolden, places: readonly FoundAt[], signal: AbortSignal): Promise<readonly string[]> {
  const later: string[] = [];
  for (const { place, golden } of places) {
    if (golden !== undefined && golden !== 'away' && golden.isForRecipients && !isNewer(newest.content, golden.content)) continue;
    try {
      if (golden === 'away' || !('vault' in place)) later.push(place.name);
      else await writeGolden(place.vault, newest, signal);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      later.push(place.name);
    }
  }
  return later;
}
