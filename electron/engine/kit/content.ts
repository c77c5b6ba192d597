import { formatDay } from './day.ts';
import { keyGroups } from './key-groups.ts';

/** Everything that is in a recovery kit, however it is written. Holds the key. */
export interface KitContent {
  readonly app: string;
  readonly vaultId: string;
  /** AGE-SECRET-KEY-1… */
  readonly identity: string;
  /** age1…: the public half, to tell keys apart. */
  readonly recipient: string;
  readonly places: readonly { readonly name: string; readonly location: string }[];
  /** Who else may open the backups, where the founder named somebody. */
  readonly deputy?: string | undefined;
  readonly writtenAt: Date;
  /** Holdfast's. */
  readonly version: string;
}

/** The sentences of the kit: the same in every form of it. */
export function kitWords(content: KitContent) {
  return {
    title: `Recovery kit for ${content.app}`,
    purpose: [
      `Holdfast keeps encrypted backups of ${content.app}.`,
      'The key on this page opens them, on any computer, also when this one is lost and Holdfast is gone.',
    ],
    warning: [
      'Whoever has this key can read every backup of the app: all tables, all files.',
      'Keep this page where only you and the people named below find it, away from the computer and away from the backups. There is no second way in: without the key nobody can open the backups, and nobody can make a new one.',
    ],
    places: content.places.length === 0 ? ['No place was chosen yet when this was written.'] : [],
    withHoldfast: [
      'Install Holdfast, start it, and choose “Open a backup”.',
      'Choose the folder above, or a copy of it.',
      `Scan the code and paste what it says, or type the ${keyGroups(content.identity).length} groups. Capitals and spaces do not matter.`,
    ],
    withoutHoldfast:
      'Install age (age-encryption.org) and zstd, two free programs. Put AGE-SECRET-KEY-1 and the groups behind it, without spaces, into a text file called key.txt, open README.txt in the folder above and follow it.',
    written: formatDay(content.writtenAt),
  } as const;
}
