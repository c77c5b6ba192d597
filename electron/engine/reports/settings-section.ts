import type { ReportSection } from '../../reports/report-text.ts';
import type { Settings, StoredApp, StoredDestination } from '../settings/schema.ts';
import { namesOf, type Names } from './names.ts';

/** How Holdfast is set up, in its shape: kinds, counts and choices. Each word is written out here, so that a field that comes later is not in it by accident. */
export function settingsSection(settings: Settings): ReportSection {
  const { apps, destinations, preferences, pausedUntil, alertChannels, formerApps, canary } = settings;
  const names = namesOf(settings);
  return {
    title: 'How it is set up',
    lines: [
      ...apps.map((app) => appLine(app, names)),
      ...destinations.map((place) => placeLine(place, names)),
      `Channels: ${counted(alertChannels.map(({ kind }) => kind))}`,
      `Apps that were removed: ${formerApps.length}`,
      `Paused: ${pausedUntil === null ? 'no' : 'yes'}; keychain tried: ${canary === null ? 'not yet' : 'yes'}`,
      `Notices ${preferences.notices}; searchable copy ${onOff(preferences.searchIndex)}; theme ${preferences.theme}; limit of sending ${onOff(preferences.uploadLimit !== null)}; on battery ${onOff(preferences.alsoOnBattery !== false)}; on metered ${onOff(preferences.alsoOnMetered !== false)}`,
    ],
  };
}

function appLine(app: StoredApp, names: Names): string {
  const { connection, destinations, schedule, retention, vault, drill } = app;
  return [
    `${names.app(app.name)}: ${connection.platform}${connection.platform === 'base44' && connection.plan !== undefined ? ` (${connection.plan})` : ''}${app.isSample === true ? ', the sample' : ''}`,
    `to ${destinations === 'all' ? 'all places' : destinations.map((name) => names.place(name)).join(', ') || 'no place'}`,
    `schedule ${schedule === undefined ? 'by hand' : scheduleWords(schedule.rule)}`,
    `kept ${retention === undefined ? 'all' : `${retention.preset}${retention.automatic ? ', removed by itself' : ''}`}`,
    `test restores ${drill === undefined ? 'weekly' : drill.everyDays === null ? 'by hand' : `every ${drill.everyDays} days`}`,
    `kit ${app.kitProvedAt === undefined ? 'not proved' : 'proved'}`,
    `deputies ${vault.deputies?.length ?? 0}`,
    `watched between backups ${onOff(app.liveWatch !== false)}`,
  ].join('; ');
}

function scheduleWords(rule: NonNullable<StoredApp['schedule']>['rule']): string {
  switch (rule.kind) {
    case 'every':
      return `every ${rule.hours} h`;
    case 'daily':
      return `daily, ${rule.times.length} times`;
    case 'weekly':
      return `weekly, ${rule.days.length} days, ${rule.times.length} times`;
    case 'cron':
      return 'cron';
  }
}

function placeLine(place: StoredDestination, names: Names): string {
  return `${names.place(place.name)}: ${placeKind(place)}${place.onlyVault === undefined ? '' : ', opened to be read'}`;
}

function placeKind(place: StoredDestination): string {
  switch (place.kind) {
    case 'local':
      return 'a folder';
    case 's3':
      return place.endpoint === undefined ? 'a bucket of Amazon S3' : 'a bucket of another service';
    case 'google-drive':
      return 'Google Drive';
  }
}

function counted(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts.size === 0 ? 'none' : [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function onOff(is: boolean): string {
  return is ? 'on' : 'off';
}
