import type { CopyItem } from '../../../shared/contract/settings-copy.ts';
import type { Preferences, Settings } from '../settings/schema.ts';
import type { SettingsCopy } from './copy-format.ts';
import { meet, planApps } from './plan-apps.ts';
import { planChannels } from './plan-channels.ts';
import { planPlaces } from './plan-places.ts';
import { type CopyChange, item, notesOf, type Plan, type Surroundings } from './plan.ts';
import type { MovedFolder } from './settings-copy-desk.ts';

/** What the copy would make of the settings here. Nothing is changed. @param copy gone through `asTyped`. */
export async function makePlan(copy: SettingsCopy, current: Settings, moved: readonly MovedFolder[], around: Surroundings): Promise<Plan> {
  const skipped = new Set(copy.settings.apps.filter((app) => isSkipped(app, current)).map(({ vault }) => vault.id));
  const places = await planPlaces(copy, current, moved, skipped, around);
  const apps = await planApps(copy, current, moved, places.nameHere, around);
  const channels = await planChannels(copy, current, apps.nameHere, around);
  const preferences = planPreferences(copy.settings.preferences, current.preferences);
  const next: Settings = {
    ...current,
    apps: [...apps.apps],
    destinations: [...places.destinations],
    formerApps: [...apps.formerApps],
    alertChannels: [...channels.alertChannels],
    preferences: copy.settings.preferences,
  };
  const items = [...apps.items, ...places.items, ...channels.items, preferences];
  return { items, notes: notesOf(copy, current, next, items, around), next, secrets: new Map([...places.secrets, ...apps.secrets, ...channels.secrets]) };
}

/** Its place to read is of no use then: the app is left out, or what is here stays as it is. */
function isSkipped(app: Settings['apps'][number], current: Settings): boolean {
  const meeting = meet(app, current);
  return meeting.kind === 'left-out' || (meeting.kind === 'known' && (app.connection.platform === 'opened' || meeting.here.connection.platform === 'opened'));
}

const preferenceChanges: readonly (readonly [CopyChange, (preferences: Preferences) => unknown])[] = [
  ['theme', ({ theme }) => theme],
  ['notices', ({ notices }) => notices],
  ['search-index', ({ searchIndex }) => searchIndex],
  ['upload-limit', ({ uploadLimit }) => uploadLimit],
  ['battery', ({ alsoOnBattery }) => alsoOnBattery ?? true],
  ['metered', ({ alsoOnMetered }) => alsoOnMetered ?? true],
];

function planPreferences(wanted: Preferences, here: Preferences): CopyItem {
  const changes = preferenceChanges.flatMap(([change, of]) => (of(wanted) === of(here) ? [] : [change]));
  return item('preferences', '', changes.length === 0 ? 'same' : 'replace', { changes });
}
