import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Settings, StoredApp, StoredConnection, StoredDestination } from '../settings/schema.ts';
import { sameName } from './names.ts';
import { placeAddress } from './place-address.ts';
import { placeAbove, placeFolder } from './place-parts.ts';

/** Backups that were opened to be read, which go on being made: as those of the app that is added, in the place they lie in. */
export interface GoingOn {
  readonly opened: StoredApp;
  /** The name of the vault's folder, which is what tells an app's backups apart in a place. */
  readonly slug: string;
  /** The place that the vault is in, for every app from now on. */
  readonly place: StoredDestination;
  /** It is among the places here already. */
  readonly isKnown: boolean;
}

/**
 * The opened backups of just the app that is to be added, if there are any: known by the id that the platform gave it.
 * @throws conflict where they lie so that no place could hold them beside others
 */
export function openedBefore(settings: Settings, connection: StoredConnection): GoingOn | undefined {
  if (connection.platform !== 'base44' || connection.dataEnvironment === 'dev') return undefined;
  const { appId } = connection;
  const opened = settings.apps.find((app) => app.connection.platform === 'opened' && app.connection.of === 'base44' && app.connection.appId === appId);
  const vaultPlace = settings.destinations.find(({ onlyVault }) => onlyVault === opened?.vault.id);
  if (opened === undefined || vaultPlace === undefined) return undefined;
  if (opened.connection.platform === 'opened' && opened.connection.deputy === true) throw openedByDeputy(opened);
  const slug = placeFolder(vaultPlace);
  const above = placeAbove(vaultPlace);
  const isTaken = [...settings.apps, ...settings.formerApps].some((app) => app.slug === slug && app.vault.id !== opened.vault.id);
  if (above === undefined || isTaken || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 48) throw cannotGoOn(opened);
  const { onlyVault: _, ...free } = above;
  const known = settings.destinations.find((each) => each.onlyVault === undefined && placeAddress(each) === placeAddress(free));
  return { opened, slug, place: known ?? { ...free, name: freeName(settings, nameOf(free)) }, isKnown: known !== undefined };
}

function nameOf(place: StoredDestination): string {
  switch (place.kind) {
    case 'local':
      return placeFolder(place);
    case 's3':
      return place.bucket;
    case 'google-drive':
      return 'Google Drive';
  }
}

function freeName(settings: Settings, wanted: string): string {
  const base = Array.from(wanted.replaceAll(',', ' ').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()).slice(0, 50).join('') || 'Backups';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} ${number}`;
    if (!settings.destinations.some((place) => sameName(place.name, name))) return name;
  }
}

function openedByDeputy({ name }: StoredApp): HoldfastError {
  return new HoldfastError('conflict', `The backups of this app are opened here as “${name}” with a deputy’s key, which opens backups and makes none.`, {
    nextStep: `Remove “${name}” from the list (its backups stay where they are) and open them with the recovery kit of the app itself. Then add the app: its backups go on.`,
    details: { reason: 'opened' },
  });
}

function cannotGoOn({ name }: StoredApp): HoldfastError {
  return new HoldfastError('conflict', `The backups of this app are opened here as “${name}”, but they lie so that no new ones can be added to them.`, {
    nextStep: `Remove “${name}” from the list (its backups stay where they are), then add the app: it begins new backups, with a new key and a new recovery kit. The old ones still open with theirs.`,
    details: { reason: 'opened' },
  });
}
