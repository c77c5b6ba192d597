import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { appendDurably, writeFileDurably } from '../system/durable-file.ts';
import { decodeDirectory, type DirectoryEntry, encodeDirectory } from './format/directory.ts';

/** What a directory said when it was read. */
export interface KnownDirectory {
  /** Bytes of its object. */
  readonly size: number;
  readonly entries: readonly DirectoryEntry[];
}

/**
 * What the directories of a vault said when this computer read them, so that a backup need not ask the place for one object for each backup before it.
 * Ids, offsets and sizes: nothing of a record. A cache, by the object's key; it may be lost, and what it says counts only as far as the place itself lists the
 * segments that it names (`loadLocations`).
 */
export interface KnownDirectories {
  /** Never rejects. */
  read(): Promise<ReadonlyMap<string, KnownDirectory>>;
  /**
   * Remembers what was read just now, and forgets what is not there any more. Never rejects.
   * @param there keys of all directories that the place has
   * @param known what `read` said before
   */
  note(fresh: ReadonlyMap<string, KnownDirectory>, there: ReadonlySet<string>, known: ReadonlyMap<string, KnownDirectory>): Promise<void>;
  /** All of it is read from the place the next time: something there is not as it was. Never rejects. */
  forget(): Promise<void>;
}

const head = /^\{"directory":"([A-Za-z0-9._/-]{1,300})","size":(\d{1,15}),"lines":(\d{1,9})\}$/;

/** In `<home>/directories/<vaultId>.jsonl`: a line for each directory, and its own lines behind it. */
export function knownDirectories(home: string, vaultId: string): KnownDirectories {
  const file = path.join(home, 'directories', `${vaultId}.jsonl`);
  return {
    async read() {
      try {
        return parse(await readFile(file, 'utf8'));
      } catch {
        return new Map();
      }
    },
    async note(fresh, there, known) {
      try {
        const gone = [...known.keys()].filter((key) => !there.has(key)).length;
        // Most of what was read again says what it said before.
        const news = [...fresh].flatMap(([key, each]) => {
          const text = textOf(key, each);
          const before = known.get(key);
          return before !== undefined && textOf(key, before) === text ? [] : [text];
        });
        if (gone > Math.max(16, there.size)) {
          const all = new Map([...known, ...fresh]);
          await writeFileDurably(file, [...all].flatMap(([key, each]) => (there.has(key) ? [textOf(key, each)] : [])).join(''));
        } else if (news.length > 0) {
          // Apart from whatever a writer that was killed left there.
          await appendDurably(file, `\n${news.join('')}`);
        }
      } catch {
        // Half a cache would be worse than none: it is read from the place again.
        await this.forget();
      }
    },
    async forget() {
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

function textOf(key: string, { size, entries }: KnownDirectory): string {
  return `{"directory":"${key}","size":${size},"lines":${entries.length}}\n${new TextDecoder().decode(encodeDirectory(entries))}`;
}

/** What lies there whole; what is torn or not understood is passed over. Of a directory that is there twice, the last one counts. */
function parse(text: string): Map<string, KnownDirectory> {
  const known = new Map<string, KnownDirectory>();
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const match = head.exec(lines[at] ?? '');
    if (match === null) continue;
    const [, key = '', size, count] = match;
    const own = lines.slice(at + 1, at + 1 + Number(count));
    // The last line of a file that ends in the middle of one is no whole line.
    if (own.length < Number(count) || at + 1 + own.length >= lines.length) continue;
    try {
      known.set(key, { size: Number(size), entries: decodeDirectory(new TextEncoder().encode(own.map((line) => `${line}\n`).join(''))) });
      at += own.length;
    } catch {
      known.delete(key);
    }
  }
  return known;
}
