/**
 * Names of files for tables whose names may be any text: readable, safe on Windows, macOS and Linux, never leading out of
 * the folder, different even where case or the way an accent is written does not count.
 */
export class FileNames {
  readonly #taken: Set<string>;

  constructor(reserved: readonly string[]) {
    this.#taken = new Set(reserved.map(folded));
  }

  /** @param extension with its dot, or empty when `name` brings its own. */
  next(name: string, extension: string): string {
    const stem = safeStem(extension !== '' && name.toLowerCase().endsWith(extension) ? name.slice(0, -extension.length) : name);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const found = extension === '' ? withNumber(stem, suffix) : stem + suffix + extension;
      const key = folded(found);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return found;
    }
  }
}

/** `photo.png` becomes `photo (2).png`. */
function withNumber(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name + suffix : name.slice(0, dot) + suffix + name.slice(dot);
}

/** Bytes of UTF-8 that the name may have; file systems allow 255, the rest is for an extension and a number. */
const maxBytes = 160;

/** Control characters, what Windows refuses, characters that cannot be seen or turn the reading direction, half characters. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029<>:"/\\|?*]/gu;
/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

function safeStem(name: string): string {
  const clean = name.normalize('NFC').replace(unsafe, '_').replace(/^[\s.]+/, (start) => '_'.repeat(start.length)).replace(/[\s.]+$/, (end) => '_'.repeat(end.length));
  const short = cut(clean);
  const named = short === '' ? '_' : short;
  const [beforeDot = ''] = named.split('.');
  return deviceName.test(beforeDot.trim()) ? `_${named}` : named;
}

/** The beginning of the text that fits, in whole characters; of a file with an ending, its end as well. */
function cut(text: string): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(text)?.[0] ?? '';
  let short = '';
  let bytes = ending.length + 3;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > maxBytes) break;
    short += segment;
  }
  return `${short}…${ending}`;
}

/** What file systems that ignore case and forms of Unicode take for the same name, or more. */
function folded(name: string): string {
  return name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
}
