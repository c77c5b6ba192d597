import { HoldfastError } from '../../../shared/model/errors.ts';
import { settingsSchema, settingsVersion, type Settings } from './schema.ts';

/** A step takes the content of one version to the next; index 0 takes version 1 to 2. Pure. */
type Step = (content: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

const steps: readonly Step[] = [
  // Preferences and a pause came with the window; everything new about an app is optional.
  (content) => ({ ...content, version: 2, preferences: { theme: 'system', searchIndex: true, notices: 'needs-me' }, pausedUntil: null }),
  // Places in buckets came; those that were there are as they were.
  (content) => ({ ...content, version: 3 }),
  // Google Drive, deputies and what is kept came, none of which is there before somebody asks; so did a limit of sending, the canary in the keychain and channels for alerts.
  (content) => ({ ...content, version: 4, preferences: { ...objectOf(content['preferences']), uploadLimit: null }, canary: null, alertChannels: [] }),
];

/** Until the fourth version was finished, a schedule was a number of hours, or null. */
function withRules(content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const apps = content['apps'];
  return Array.isArray(apps) ? { ...content, apps: apps.map(withRule) } : content;
}

function withRule(app: unknown): unknown {
  if (typeof app !== 'object' || app === null || !('schedule' in app)) return app;
  const { schedule, ...rest } = app;
  if (typeof schedule !== 'object' || schedule === null || !('everyHours' in schedule)) return app;
  return schedule.everyHours === null ? rest : { ...rest, schedule: { rule: { kind: 'every', hours: schedule.everyHours } } };
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/**
 * The content of a settings file as this version's settings.
 * @param file name of the file, for the sentence.
 * @throws corrupt when it is not settings, or settings of a newer Holdfast (details.reason = `newer`).
 */
export function readSettings(content: unknown, file: string): Settings {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw damaged(file, 'not an object');
  let current: Readonly<Record<string, unknown>> = ownKeys(content);
  const version = current['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) throw damaged(file, 'no version');
  if (version > settingsVersion) throw newer(file, version);
  for (let from = version; from < settingsVersion; from += 1) {
    const step = steps[from - 1];
    if (step === undefined) throw damaged(file, `no way from version ${from}`);
    current = step(current);
  }
  const parsed = settingsSchema.safeParse(withRules(current));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw damaged(file, issue === undefined ? 'not valid' : `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  }
  return parsed.data;
}

// What belongs to the engine. The window keeps keys of its own in the same file, and the store itself one (`__internal__`).
const ours = new Set(['version', 'apps', 'destinations', 'formerApps', 'preferences', 'pausedUntil', 'canary', 'alertChannels']);

function ownKeys(content: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(content).filter(([key]) => ours.has(key)));
}

function damaged(file: string, why: string, cause?: unknown): HoldfastError {
  return new HoldfastError('corrupt', `The settings file cannot be understood (${why}). It was left as it is: ${file}`, {
    nextStep: 'Correct that file, or move it away and add your apps and places again. Your backups are not in it and are untouched.',
    details: { object: 'settings', file },
    cause,
  });
}

/** For a file that is not even JSON. */
export function notJson(file: string, cause: unknown): HoldfastError {
  return damaged(file, 'it is not JSON', cause);
}

function newer(file: string, version: number): HoldfastError {
  return new HoldfastError('corrupt', `The settings were written by a newer Holdfast (version ${version} of the file, this one knows ${settingsVersion}). They were left as they are: ${file}`, {
    nextStep: 'Update Holdfast on this computer, or use another home directory with --home.',
    details: { object: 'settings', file, reason: 'newer' },
  });
}
