import { z } from 'zod';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import { readSettings } from '../settings/migrate.ts';
import { type Settings, settingsSchema, settingsVersion, type StoredApp, type StoredChannel, type StoredDestination } from '../settings/schema.ts';
import { damagedCopy } from './sealed-copy.ts';

/** Of what surrounds the settings; these have a version of their own, and what is older than this program's is taken along by the same steps as the file of the home. */
const copyVersion = 1;

const copySchema = z.strictObject({
  format: z.literal('holdfast-settings'),
  version: z.literal(copyVersion),
  madeAt: z.iso.datetime(),
  program: z.string().max(60),
  computer: z.string().min(1).max(60).regex(/^[^\p{Cc}\p{Cf}]*$/u),
  timeZone: z.string().min(1).max(64),
  withSecrets: z.boolean(),
  settings: z.looseObject({ version: z.int().min(1) }),
  /** By the names that the settings give them. */
  secrets: z.array(z.tuple([z.string().min(1).max(300), z.string().min(1).max(10_000)])).max(5000),
});

/** Settings as they travel, with the secrets that travel with them. */
export interface SettingsCopy {
  readonly madeAt: string;
  readonly program: string;
  readonly computer: string;
  readonly timeZone: string;
  readonly withSecrets: boolean;
  readonly settings: Settings;
  /** By the name that `settings` has for it. The names mean nothing on another computer: whatever is kept there gets one of its own. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Names of what may travel. The keys of backups never do: the recovery kit has them. */
export function secretNames({ apps, destinations, alertChannels }: Pick<Settings, 'apps' | 'destinations' | 'alertChannels'>): readonly string[] {
  return [...apps.flatMap(secretsOfApp), ...destinations.flatMap(secretsOfPlace), ...alertChannels.flatMap(secretsOfChannel)];
}

function secretsOfApp({ secrets: { token } }: StoredApp): readonly string[] {
  return token === undefined ? [] : [token];
}

function secretsOfPlace(place: StoredDestination): readonly string[] {
  return place.kind === 'local' ? [] : Object.values(place.secrets).filter((name) => name !== undefined);
}

function secretsOfChannel({ secrets }: StoredChannel): readonly string[] {
  return Object.values(secrets).filter((name) => name !== undefined);
}

/**
 * What of the settings belongs to a person rather than to this computer and this moment. Left behind: the sample app (its address is another one at each start), a pause, the canary of this
 * keychain, and what was proved or found out here, which is to be proved again there.
 */
export function travelling(settings: Settings): Settings {
  const apps = settings.apps.filter(({ isSample }) => isSample !== true);
  const gone = new Set(settings.apps.filter((app) => !apps.includes(app)).map(({ name }) => name));
  const places = new Set(settings.destinations.map(({ name }) => name));
  return {
    version: settings.version,
    apps: apps.map((app) => travellingApp(app, places)),
    destinations: settings.destinations,
    formerApps: settings.formerApps.map((former) => ({ ...former, vault: travellingVault(former.vault) })),
    preferences: settings.preferences,
    pausedUntil: null,
    canary: null,
    alertChannels: settings.alertChannels.map((channel) => (channel.apps === 'all' ? channel : { ...channel, apps: channel.apps.filter((name) => !gone.has(name)) })),
  };
}

function travellingApp({ kitProvedAt: _proved, kitSaid: _said, ...app }: StoredApp, places: ReadonlySet<string>): StoredApp {
  const { vault, destinations } = app;
  // Names of places that are gone are passed over here, too.
  return { ...app, vault: travellingVault(vault), destinations: destinations === 'all' ? destinations : destinations.filter((name) => places.has(name)) };
}

function travellingVault({ rewritten: _rewritten, ...vault }: StoredApp['vault']): StoredApp['vault'] {
  return vault;
}

/** The copy as the text that is encrypted: JSON that a person can read once it is open. */
export function writeCopy({ secrets, ...copy }: SettingsCopy): string {
  return `${JSON.stringify({ format: 'holdfast-settings', version: copyVersion, ...copy, secrets: [...secrets] } satisfies z.input<typeof copySchema>, null, 2)}\n`;
}

/** @throws corrupt where it is no such text, or one of a newer Holdfast (`details.reason` = `newer`). Nothing that it says is in the error. */
export function readCopy(text: string): SettingsCopy {
  const content = jsonOf(text);
  refuseNewer(content);
  const parsed = copySchema.safeParse(content);
  if (!parsed.success) throw damagedCopy(`it holds something that settings never do (${issueOf(parsed.error)})`);
  const { settings: stored, secrets, format: _format, version: _version, ...copy } = parsed.data;
  const settings = understood(stored);
  const named = new Set(secretNames(settings));
  if (secrets.length !== new Set(secrets.map(([name]) => name)).size || secrets.some(([name]) => !named.has(name))) throw damagedCopy('it holds secrets that nothing in it needs');
  return { ...copy, settings, secrets: new Map(secrets) };
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw damagedCopy('what is in it is not JSON');
  }
}

/** Before anything else is looked at: what a newer version added would look like damage. */
function refuseNewer(content: unknown): void {
  const about = z.object({ format: z.literal('holdfast-settings'), version: z.int() }).safeParse(content);
  if (!about.success) throw new HoldfastError('invalid-input', 'The file opens, but it holds no settings of Holdfast.', { nextStep: 'Choose the file holdfast-settings-….age that was made under Settings.', details: { field: 'file' } });
  if (about.data.version > copyVersion) throw newer();
}

function newer(): HoldfastError {
  return new HoldfastError('corrupt', 'The file was made by a newer Holdfast than this one. Nothing was changed.', { nextStep: 'Update Holdfast on this computer, then try again.', details: { field: 'file', reason: 'newer' } });
}

const knownKeys = new Set(Object.keys(settingsSchema.shape));

function understood(content: Readonly<Record<string, unknown>>): Settings {
  const { version } = content;
  if (typeof version === 'number' && version > settingsVersion) throw newer();
  // The reader of the home's own file passes these over: other parts of the program keep theirs beside.
  if (Object.keys(content).some((key) => !knownKeys.has(key))) throw damagedCopy('it holds something that settings never do');
  try {
    return readSettings(content, 'the file');
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    throw damagedCopy('its settings make no sense');
  }
}

/** Where it is wrong and how, without what is there. */
function issueOf({ issues: [issue] }: z.ZodError): string {
  const where = issue?.path.filter((part) => typeof part === 'number' || (typeof part === 'string' && part in copySchema.shape)).join('.') ?? '';
  return where === '' ? 'at its beginning' : where;
}
