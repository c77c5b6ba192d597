import { formatDay } from './day.ts';
import { keyGroups } from './key-groups.ts';

/** What a kit says of a place beside its name and address: all that a new computer asks for and the kit can tell. No secret is among it. */
export interface PlaceNotes {
  readonly kind: 'local' | 's3' | 'google-drive';
  readonly notes: readonly string[];
  /** Of `holdfast open`, beside the address. */
  readonly options: string;
  /** Of a bucket. */
  readonly region?: string;
}

export interface PlaceInKit extends Partial<PlaceNotes> {
  readonly name: string;
  /** Of the app's backups there. */
  readonly location: string;
}

/** Everything that is in a recovery kit, however it is written. Holds the key. */
export interface KitContent {
  readonly app: string;
  readonly vaultId: string;
  /** AGE-SECRET-KEY-1… */
  readonly identity: string;
  /** age1…: the public half, to tell keys apart. */
  readonly recipient: string;
  readonly places: readonly PlaceInKit[];
  /** Who else may open the backups, where the founder named somebody. */
  readonly deputy?: string | undefined;
  /** Set in a deputy's kit: whose it is. Its key opens what was stored for it, and makes no backups. */
  readonly keptBy?: string | undefined;
  readonly writtenAt: Date;
  /** Holdfast's. */
  readonly version: string;
}

/** The sentences of the kit: the same in every form of it. */
export function kitWords(content: KitContent) {
  return {
    ...(content.keptBy === undefined ? ownersWords(content) : deputysWords(content, content.keptBy)),
    places: content.places.length === 0 ? ['No place was chosen yet when this was written.'] : [],
    withHoldfast: [
      'Install Holdfast, start it, and choose “Open a backup”.',
      isAllFolders(content) ? 'Choose the folder above, or a copy of it.' : 'Choose what the backups lie in (a folder, a bucket, Google Drive) and enter what is said of it above, or choose a folder with a copy.',
      `Scan the code and paste what it says, or type the ${keyGroups(content.identity).length} groups. Capitals and spaces do not matter.`,
    ],
    withoutHoldfast:
      'Install age (age-encryption.org) and zstd, two free programs. Put AGE-SECRET-KEY-1 and the groups behind it, without spaces, into a text file called key.txt, open README.txt in the folder above (download that first if it is not on this computer) and follow it.',
    written: formatDay(content.writtenAt),
  } as const;
}

function isAllFolders({ places }: KitContent): boolean {
  return places.every(({ kind = 'local' }) => kind === 'local');
}

function ownersWords({ app }: KitContent) {
  return {
    title: `Recovery kit for ${app}`,
    purpose: [`Holdfast keeps encrypted backups of ${app}.`, 'The key on this page opens them, on any computer, also when this one is lost and Holdfast is gone.'],
    warning: [
      'Whoever has this key can read every backup of the app: all tables, all files.',
      'Keep this page where only you and the people named below find it, away from the computer and away from the backups. There is no second way in: without the key nobody can open the backups, and nobody can make a new one.',
    ],
  } as const;
}

function deputysWords({ app }: KitContent, keptBy: string) {
  return {
    title: `Deputy’s kit for ${app}`,
    purpose: [
      `Holdfast keeps encrypted backups of ${app}.`,
      `The key on this page is ${keptBy}’s own. Once it was let in, it opens the backups on any computer, also when the one that makes them is lost and Holdfast is gone.`,
    ],
    warning: [
      'Whoever has this key can read the backups that were stored for it: all tables, all files.',
      'Keep this page where only you find it, away from the backups. Holdfast kept no copy of this key: if it is lost, ask for a new one. It opens backups and makes none.',
    ],
  } as const;
}
