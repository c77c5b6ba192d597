import { z } from 'zod';
import { longestCopy } from '../model/settings-file.ts';
import { call, count, done, folderPath, instant } from './base.ts';

const name = z.string().max(200);
const passphrase = z.string().min(1).max(500);

/** What a person must still do on this computer before the thing works. `folder`: it is not there. `kit`: the key of the backups is in the recovery kit alone. */
export const copyNeed = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['kit', 'token', 'access-key', 'sign-in']) }),
  /** `required`: it is a folder of another kind of computer, and nothing is taken over before another is named. */
  z.object({ kind: z.literal('folder'), path: z.string(), required: z.boolean() }),
]);
export type CopyNeed = z.infer<typeof copyNeed>;

/** Why a thing of the file is not taken over. `other` in the item names the one that it is about. */
export const leftOutReasons = ['protected-here', 'opened-here', 'other-key', 'other-app', 'folder-taken', 'address-missing', 'password-missing', 'no-app'] as const;

/** What is another than it is here. */
export const copyChanges = ['connection', 'token', 'places', 'schedule', 'retention', 'objective', 'back-within', 'drill', 'live-watch', 'region', 'access-key', 'sign-in', 'address', 'wishes', 'server', 'theme', 'notices', 'search-index', 'upload-limit', 'battery', 'metered'] as const;

export const copyItem = z.object({
  what: z.enum(['app', 'former-app', 'place', 'channel', 'preferences']),
  /** As the file calls it; empty for the preferences. */
  name,
  /** What it is called here, where that is another name. */
  as: name.optional(),
  /** Where it is, or where it goes: an address or a folder, shortened where it is a secret. */
  where: z.string().optional(),
  act: z.enum(['add', 'replace', 'same', 'leave-out']),
  changes: z.array(z.enum(copyChanges)),
  reason: z.enum(leftOutReasons).optional(),
  other: name.optional(),
  needs: z.array(copyNeed),
  /** Who else can open the backups of an app that is added. */
  deputies: z.array(name),
  /** Old backups of it are removed by themselves. */
  removesBackups: z.boolean(),
  /** It is backed up by schedule here, and would not be any more: there is none in the file. */
  endsSchedule: z.boolean(),
});
export type CopyItem = z.infer<typeof copyItem>;

export const copyNote = z.discriminatedUnion('kind', [
  /** The apps are backed up by schedule on the other computer too, as long as it runs. */
  z.object({ kind: z.literal('two-computers'), computer: z.string(), apps: z.array(name) }),
  /** Schedules keep the times of the zone they were made for. */
  z.object({ kind: z.literal('time-zone'), there: z.string(), here: z.string(), apps: z.array(name) }),
  /** The file is from the future, by this computer's clock. */
  z.object({ kind: z.literal('clock'), madeAt: instant, now: instant }),
  /** The access token of the app can be read on its way: the address is not encrypted. */
  z.object({ kind: z.literal('unencrypted'), app: name }),
  /** Apps that this computer has and the file has not: they stay as they are. */
  z.object({ kind: z.literal('stays'), apps: count, places: count }),
]);

export const copyPreview = z.object({
  madeAt: instant,
  /** The computer it was made on. */
  computer: z.string(),
  withSecrets: z.boolean(),
  items: z.array(copyItem),
  notes: z.array(copyNote),
  /** Stands for the file and for all that is set here: what is confirmed is what was shown. */
  basis: z.string(),
});

/** Where a folder of the file is on this computer. */
const movedFolder = z.object({ of: z.enum(['app', 'place']), name, path: folderPath });

const file = z.object({
  base64: z.base64().max(Math.ceil(longestCopy / 3) * 4),
  passphrase,
  folders: z.array(movedFolder).max(500),
});

/** Settings in one encrypted file: made here, read on another computer. Opens with stock age and the passphrase. */
export const settingsCopy = {
  /** `invalid-input` with `field` = `passphrase` where it is too short. */
  make: call.input(z.object({ passphrase, withSecrets: z.boolean() })).output(z.object({ fileName: z.string(), mediaType: z.string(), base64: z.base64(), missing: z.array(name) })),
  /** What taking it over would do. Changes nothing. */
  preview: call.input(file).output(copyPreview),
  /** All of it or nothing. `conflict` where anything is another than it was when it was shown. */
  takeOver: call.input(file.extend({ basis: z.string().max(200) })).output(copyPreview.extend({ backupFile: z.string() })),
  /** The last time settings were taken over here; null where never, or where that was taken back. */
  last: call.output(z.object({ last: z.object({ at: instant, computer: z.string() }).nullable() })),
  /** Puts the settings of before back, whole. `conflict` where an app, a place or a channel was added since. */
  undo: call.output(done),
};
