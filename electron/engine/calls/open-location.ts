import { HoldfastError } from '../../../shared/model/errors.ts';
import type { OpenLocation } from '../engine.ts';
import { placeFolder } from '../registry/place-parts.ts';
import { parseIdentity } from '../vault/crypto/keys.ts';
import { slug } from '../vault/format/names.ts';
import type { Vault } from '../vault/vault.ts';
import { addressOf, findVaults, type FoundVault, type Searching } from './find-vaults.ts';
import { openWith } from './open-app.ts';

/**
 * The vault at a location, or in what lies there, that the key opens. Nothing is written and nothing but the place and the key is used.
 * @throws not-found (no vault there, or none of that app), permission-denied (the key opens none of them), invalid-input (no key, or
 *   it opens several), corrupt.
 */
export async function openAtLocation(searching: Searching, { location, identity: text, app }: OpenLocation, signal: AbortSignal): Promise<Vault> {
  const identity = parseIdentity(text);
  const search = await findVaults(searching, location, signal);
  const candidates = chosen(search.found, app);
  const [first, ...others] = await openWith(identity, { ...search, found: candidates }, signal);
  if (first !== undefined && others.length === 0) return first.vault;
  const several = [...(first === undefined ? [] : [first]), ...others].map(({ vault, found }) => `${vault.header.app.name} (${addressOf(found)})`);
  throw new HoldfastError('invalid-input', `This key opens several backups here: ${several.join(', ')}.`, {
    nextStep: 'Say which one with --app, or give its own folder.',
  });
}

function chosen(candidates: readonly FoundVault[], app: string | undefined): readonly FoundVault[] {
  if (app === undefined) return candidates;
  const wanted = slug(app);
  const fitting = candidates.filter(({ header, place }) => header.app.name === app || (wanted !== '' && (slug(header.app.name) === wanted || placeFolder(place) === wanted)));
  if (fitting.length > 0) return fitting;
  throw new HoldfastError('not-found', `There are no backups of “${app.slice(0, 100)}” here.`, { nextStep: `There are backups of: ${candidates.map((each) => each.header.app.name).join(', ')}.` });
}
