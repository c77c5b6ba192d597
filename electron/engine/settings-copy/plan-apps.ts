import type { CopyItem, CopyNeed } from '../../../shared/contract/settings-copy.ts';
import { activeDeputies } from '../keys/recipients.ts';
import { appKey } from '../registry/connection.ts';
import { chooseSlug } from '../registry/names.ts';
import type { FormerApp, Settings, StoredApp } from '../settings/schema.ts';
import type { SettingsCopy } from './copy-format.ts';
import { type CopyChange, folderNeeds, item, type LeftOutReason, same, type Surroundings } from './plan.ts';
import { freeName } from './plan-places.ts';
import type { MovedFolder } from './settings-copy-desk.ts';

/** How an app of the file and what is here stand to each other. */
export type Meeting = { readonly kind: 'new' } | { readonly kind: 'known'; readonly here: StoredApp } | { readonly kind: 'left-out'; readonly reason: LeftOutReason; readonly other: string };

/** Apps are known by the id of their backups. What could mix two apps' backups up, or let a key out to somewhere else, is left out with its reason. */
export function meet(app: StoredApp, { apps, formerApps }: Settings): Meeting {
  const left = (reason: LeftOutReason, other: string): Meeting => ({ kind: 'left-out', reason, other });
  const here = apps.find(({ vault }) => vault.id === app.vault.id);
  if (here !== undefined) {
    if (here.vault.recipient !== app.vault.recipient) return left('other-key', here.name);
    if (here.connection.platform === 'opened' && app.connection.platform !== 'opened') return left('opened-here', here.name);
    // A token that is here must not be sent to an address that a file names.
    if (here.connection.platform === 'base44' && app.connection.platform !== 'opened' && appKey(here.connection) !== appKey(app.connection)) return left('other-app', here.name);
    if (here.connection.platform === 'csv-folder' && app.connection.platform === 'base44') return left('other-app', here.name);
    return { kind: 'known', here };
  }
  const former = formerApps.find(({ vault }) => vault.id === app.vault.id);
  if (former !== undefined && former.vault.recipient !== app.vault.recipient) return left('other-key', former.name);
  if (app.connection.platform === 'opened') return { kind: 'new' };
  const sameApp = app.connection.platform === 'base44' ? apps.find(({ connection }) => appKey(connection) === appKey(app.connection)) : undefined;
  if (sameApp !== undefined) return left('protected-here', sameApp.name);
  // The folder that its backups have in each place is that of another app's here.
  const taken = [...apps, ...formerApps].find(({ slug, vault }) => slug === app.slug && vault.id !== app.vault.id);
  return taken === undefined ? { kind: 'new' } : left('folder-taken', taken.name);
}

export interface PlannedApps {
  readonly items: readonly CopyItem[];
  readonly apps: readonly StoredApp[];
  readonly formerApps: readonly FormerApp[];
  /** What an app of the file is called here; absent where it is left out. */
  readonly nameHere: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
}

/** @param places what places of the file are called here. */
export async function planApps(copy: SettingsCopy, current: Settings, moved: readonly MovedFolder[], places: ReadonlyMap<string, string>, around: Surroundings): Promise<PlannedApps> {
  const apps = [...current.apps];
  const items: CopyItem[] = [];
  const nameHere = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const stored of copy.settings.apps) {
    const meeting = meet(stored, current);
    if (meeting.kind === 'left-out') {
      items.push(item('app', stored.name, 'leave-out', { reason: meeting.reason, other: meeting.other }));
      continue;
    }
    const given = stored.secrets.token === undefined ? undefined : copy.secrets.get(stored.secrets.token);
    const here = meeting.kind === 'known' ? meeting.here : undefined;
    const planned = here === undefined ? await added(stored, given, { current, apps, moved, places }, around) : await merged(here, stored, given, { moved, places }, around);
    if (here === undefined) apps.push(planned.app);
    else apps.splice(apps.findIndex(({ vault }) => vault.id === here.vault.id), 1, planned.app);
    if (planned.secret !== undefined && planned.app.secrets.token !== undefined) secrets.set(planned.app.secrets.token, planned.secret);
    nameHere.set(stored.name, planned.app.name);
    items.push({ ...planned.item, ...(planned.app.name === stored.name ? {} : { as: planned.app.name }) });
  }
  const former = formerOf(copy, current, apps);
  return { items: [...items, ...former.items], apps, formerApps: former.formerApps, nameHere, secrets };
}

interface PlannedApp {
  readonly item: CopyItem;
  readonly app: StoredApp;
  /** A token to be kept under the name that `app` has for it. */
  readonly secret?: string | undefined;
}

interface AmongApps {
  readonly moved: readonly MovedFolder[];
  readonly places: ReadonlyMap<string, string>;
}

async function added(stored: StoredApp, token: string | undefined, { current, apps, moved, places }: AmongApps & { readonly current: Settings; readonly apps: readonly StoredApp[] }, around: Surroundings): Promise<PlannedApp> {
  const connection = connectionHere(stored, moved);
  const { vault } = stored;
  const isOpened = connection.platform === 'opened';
  const takenSlugs = [...apps, ...current.formerApps.filter((former) => former.vault.id !== vault.id)].map(({ slug }) => slug);
  const slug = isOpened ? chooseSlug(stored.slug, takenSlugs) : stored.slug;
  const app: StoredApp = {
    ...stored,
    name: freeName(stored.name, apps),
    slug,
    connection,
    secrets: { ...(stored.secrets.token === undefined ? {} : { token: tokenName(slug, vault.id, around) }), identity: `vault/${vault.id}/identity`, chunkKey: `vault/${vault.id}/chunk-key` },
    destinations: placesHere(stored, places),
    ...scheduleHere(stored, around),
  };
  const needs: CopyNeed[] = [
    ...((await around.hasKey(vault)) ? [] : [{ kind: 'kit' as const }]),
    ...(connection.platform === 'base44' && token === undefined ? [{ kind: 'token' as const }] : []),
    ...(connection.platform === 'csv-folder' ? await folderNeeds(connection.path, around) : []),
  ];
  const deputies = activeDeputies(vault).map(({ name }) => name);
  return { item: item('app', stored.name, 'add', { ...whereOf(app), needs, deputies, removesBackups: stored.retention?.automatic === true }), app, secret: token };
}

/** The app that is here, set as in the file. Its name, its backups' key and who else has one are this computer's. */
async function merged(here: StoredApp, stored: StoredApp, token: string | undefined, { moved, places }: AmongApps, around: Surroundings): Promise<PlannedApp> {
  const isOpened = here.connection.platform === 'opened' || stored.connection.platform === 'opened';
  if (isOpened) return { item: item('app', stored.name, 'same', { ...whereOf(here), needs: (await around.hasKey(here.vault)) ? [] : [{ kind: 'kit' }] }), app: here };
  const { schedule: _schedule, retention: _retention, objectiveHours: _objective, backWithinHours: _back, drill: _drill, liveWatch: _watch, ...rest } = here;
  const kept = here.secrets.token === undefined ? undefined : await around.secret(here.secrets.token);
  const isNewToken = token !== undefined && token !== kept && here.secrets.token !== undefined;
  const connection = mergedConnection(here, stored, moved);
  const isSameRule = same(here.schedule?.rule, stored.schedule?.rule);
  const app: StoredApp = {
    ...rest,
    connection,
    secrets: isNewToken ? { ...here.secrets, token: tokenName(here.slug, here.vault.id, around) } : here.secrets,
    destinations: placesHere(stored, places),
    ...(isSameRule ? (here.schedule === undefined ? {} : { schedule: here.schedule }) : scheduleHere(stored, around)),
    ...(stored.retention === undefined ? {} : { retention: stored.retention }),
    ...(stored.objectiveHours === undefined ? {} : { objectiveHours: stored.objectiveHours }),
    ...(stored.backWithinHours === undefined ? {} : { backWithinHours: stored.backWithinHours }),
    ...(stored.drill === undefined ? {} : { drill: stored.drill }),
    ...(stored.liveWatch === undefined ? {} : { liveWatch: stored.liveWatch }),
  };
  const differing: readonly (readonly [CopyChange, boolean])[] = [
    ['connection', !same(here.connection, app.connection)],
    ['token', isNewToken],
    ['places', !same(setOf(here.destinations), setOf(app.destinations))],
    ['schedule', !isSameRule],
    ['retention', !same(here.retention, app.retention)],
    ['objective', here.objectiveHours !== app.objectiveHours],
    ['back-within', here.backWithinHours !== app.backWithinHours],
    ['drill', !same(here.drill, app.drill)],
    ['live-watch', here.liveWatch !== app.liveWatch],
  ];
  const changes = differing.flatMap(([change, differs]) => (differs ? [change] : []));
  const needs: CopyNeed[] = [
    ...((await around.hasKey(here.vault)) ? [] : [{ kind: 'kit' as const }]),
    ...(here.secrets.token !== undefined && kept === undefined && token === undefined ? [{ kind: 'token' as const }] : []),
    ...(connection.platform === 'csv-folder' ? await folderNeeds(connection.path, around) : []),
  ];
  const removesBackups = changes.includes('retention') && app.retention?.automatic === true;
  const endsSchedule = here.schedule !== undefined && app.schedule === undefined;
  return { item: item('app', stored.name, changes.length === 0 ? 'same' : 'replace', { ...whereOf(app), changes, needs, removesBackups, endsSchedule }), app: changes.length === 0 ? here : app, secret: isNewToken ? token : undefined };
}

/** A folder stays where it is here unless another was named: the other computer's is not this one's. */
function mergedConnection(here: StoredApp, stored: StoredApp, moved: readonly MovedFolder[]): StoredApp['connection'] {
  const wanted = connectionHere(stored, moved);
  if (here.connection.platform === 'csv-folder') return wanted === stored.connection ? here.connection : wanted;
  return wanted;
}

function connectionHere({ name, connection }: StoredApp, moved: readonly MovedFolder[]): StoredApp['connection'] {
  const to = moved.find((each) => each.of === 'app' && each.name === name);
  return to === undefined || connection.platform !== 'csv-folder' ? connection : { ...connection, path: to.path };
}

function placesHere({ destinations }: StoredApp, places: ReadonlyMap<string, string>): StoredApp['destinations'] {
  return destinations === 'all' ? 'all' : [...new Set(destinations.map((name) => places.get(name) ?? name))];
}

function setOf(destinations: StoredApp['destinations']): unknown {
  return destinations === 'all' ? destinations : destinations.toSorted();
}

/** The rule is set here and now; its hours are counted from where they were. */
function scheduleHere({ schedule }: StoredApp, { now }: Surroundings): Pick<StoredApp, 'schedule'> {
  if (schedule === undefined) return {};
  const from = schedule.from === undefined || new Date(schedule.from) > now ? now.toISOString() : schedule.from;
  return { schedule: { rule: schedule.rule, since: now.toISOString(), from } };
}

function whereOf({ connection }: StoredApp): Pick<CopyItem, 'where'> {
  if (connection.platform === 'base44') return { where: `${connection.url} · ${connection.appId}` };
  return connection.platform === 'csv-folder' ? { where: connection.path } : {};
}

/** A name that nothing else has: two homes with one keychain may know the same app. */
function tokenName(slug: string, vaultId: string, { newId }: Surroundings): string {
  return `app/${slug}/${vaultId}/${newId()}/token`;
}

/** Those that were removed there and are not known here. */
function formerOf(copy: SettingsCopy, current: Settings, apps: readonly StoredApp[]): { readonly items: readonly CopyItem[]; readonly formerApps: readonly FormerApp[] } {
  const own = new Set(apps.map(({ vault }) => vault.id));
  const formerApps = current.formerApps.filter(({ vault }) => !own.has(vault.id) || current.apps.some((app) => app.vault.id === vault.id));
  const items: CopyItem[] = [];
  for (const former of copy.settings.formerApps) {
    if ([...apps, ...formerApps].some(({ vault, slug }) => vault.id === former.vault.id || slug === former.slug)) continue;
    formerApps.push(former);
    items.push(item('former-app', former.name, 'add'));
  }
  return { items, formerApps };
}
