import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import { placeAddress } from '../registry/place-address.ts';
import { readSettings } from '../settings/migrate.ts';
import { type Settings, settingsSchema } from '../settings/schema.ts';
import { writeFileDurably } from '../system/durable-file.ts';

/** What taking over changed, for as long as it can be taken back. */
const recordSchema = z.strictObject({
  at: z.iso.datetime(),
  /** The computer that the file was made on. */
  computer: z.string().max(60),
  /** The settings of before, beside it. */
  before: z.string().regex(/^settings-before-[a-z]+-[0-9TZ-]+\.json$/),
  /** What there was afterwards: of what came since, taking back would lose the key. */
  after: z.array(z.string()),
  /** Names of secrets that came with the file. */
  came: z.array(z.string()),
  /** Names of secrets that nothing names since, and that taking back needs. */
  left: z.array(z.string()),
});
export type ImportRecord = z.infer<typeof recordSchema>;

const recordFile = (home: string): string => path.join(home, 'settings-import.json');

/** Undefined where nothing was taken over, or what is there says nothing sensible. */
export async function readRecord(home: string): Promise<ImportRecord | undefined> {
  try {
    return recordSchema.parse(parseJson(await readFile(recordFile(home), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeRecord(home: string, record: ImportRecord): Promise<void> {
  await writeFileDurably(recordFile(home), `${JSON.stringify(record satisfies z.input<typeof recordSchema>, null, 2)}\n`);
}

export async function forgetRecord(home: string): Promise<void> {
  await rm(recordFile(home), { force: true });
}

/** Keeps the settings as they are in a dated file beside them. @returns its name, without the folder. @throws permission-denied. */
export async function keepDated(home: string, settings: Settings, what: 'import' | 'undo', now: Date): Promise<string> {
  const name = `settings-before-${what}-${now.toISOString().replace(/\.\d+Z$/, 'Z').replaceAll(':', '-')}.json`;
  try {
    await writeFileDurably(path.join(home, name), `${JSON.stringify(settings, null, 2)}\n`);
    return name;
  } catch (cause) {
    throw new HoldfastError('permission-denied', 'The settings as they are could not be kept first, so nothing was changed.', { nextStep: 'Make sure that the home directory can be written to and that its disk is not full.', cause });
  }
}

/** @throws corrupt where the dated file is gone or damaged. */
export async function readDated(home: string, name: string): Promise<Settings> {
  const file = path.join(home, name);
  try {
    return settingsSchema.parse(readSettings(parseJson(await readFile(file, 'utf8')), file));
  } catch (cause) {
    throw new HoldfastError('corrupt', `The settings of before are gone or damaged: ${file}`, { nextStep: 'Change what you want otherwise by hand, in Settings and under Places.', cause });
  }
}

/** What would be missed, each by a name that stays. */
export function identities({ apps, destinations, alertChannels }: Settings): readonly { readonly id: string; readonly name: string }[] {
  return [
    ...apps.map(({ vault, name }) => ({ id: `app ${vault.id}`, name })),
    ...destinations.map((place) => ({ id: `place ${place.onlyVault ?? ''} ${placeAddress(place)}`, name: place.name })),
    ...alertChannels.map(({ id, name }) => ({ id: `channel ${id}`, name })),
  ];
}
