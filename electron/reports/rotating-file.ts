import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface RotatingFileOptions {
  readonly folder: string;
  /** `log` for `log.jsonl`, `log.1.jsonl` (the one before it), … */
  readonly name: string;
  /** Bytes after which a file is put aside. */
  readonly maxBytes?: number;
  /** How many there are, the one that is written included. */
  readonly files?: number;
  /** Whether the folder above may be made; otherwise nothing is written where there is none. */
  readonly makesHome?: boolean;
}

const megabyte = 1024 * 1024;
/** Putting files aside takes milliseconds; whoever left this lock longer ago is no more. */
const lockAgeMs = 10_000;

/**
 * Lines at the end of a file that never grows for good. Written at once and in one piece (`O_APPEND`), so that the last line of a program that crashes is there, and
 * that several programs may write the same file. What cannot be written is dropped: a log must not stop what it tells of.
 */
export class RotatingFile {
  readonly #options: Required<RotatingFileOptions>;

  constructor(options: RotatingFileOptions) {
    this.#options = { maxBytes: megabyte, files: 5, makesHome: true, ...options };
  }

  /** @param line without its end. @returns whether it was written. */
  append(line: string): boolean {
    const { folder, makesHome, maxBytes } = this.#options;
    try {
      makeFolder(folder, makesHome);
      const size = appendWhole(this.#nameOf(0), line);
      if (size > maxBytes) this.#putAside();
      return true;
    } catch {
      return false;
    }
  }

  /** The newest lines of all files, oldest first; what is torn is among them, and its reader's business. */
  tail(atMost: number): readonly string[] {
    const parts: (readonly string[])[] = [];
    let found = 0;
    for (let index = 0; index < this.#options.files && found < atMost; index += 1) {
      const lines = readLines(this.#nameOf(index));
      parts.unshift(lines);
      found += lines.length;
    }
    return parts.flat().slice(-atMost);
  }

  #nameOf(index: number): string {
    const { folder, name } = this.#options;
    return path.join(folder, index === 0 ? `${name}.jsonl` : `${name}.${index}.jsonl`);
  }

  /** The oldest goes, each of the others becomes one older. One program at a time: two would put aside a file that has just begun. */
  #putAside(): void {
    const { folder, name, files, maxBytes } = this.#options;
    const lock = path.join(folder, `.${name}.lock`);
    if (!takeLock(lock)) return;
    try {
      // Another program may have done it meanwhile.
      if (statSync(this.#nameOf(0)).size <= maxBytes) return;
      rmSync(this.#nameOf(files - 1), { force: true });
      for (let index = files - 2; index >= 0; index -= 1) renameIfThere(this.#nameOf(index), this.#nameOf(index + 1));
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function makeFolder(folder: string, makesHome: boolean): void {
  if (makesHome) mkdirSync(folder, { recursive: true, mode: 0o700 });
  else {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** @returns the size of the file afterwards. */
function appendWhole(file: string, line: string): number {
  const handle = openSync(file, 'a+', 0o600);
  try {
    const { size } = fstatSync(handle);
    // Half a line of a writer that was killed or found no space: what follows must not become a part of it.
    const bytes = Buffer.from(`${endsWhole(handle, size) ? '' : '\n'}${line}\n`);
    if (writeSync(handle, bytes) !== bytes.length) throw new Error('The line was written in part.');
    return size + bytes.length;
  } finally {
    closeSync(handle);
  }
}

function endsWhole(handle: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch {
    try {
      if (Date.now() - statSync(lock).mtimeMs > lockAgeMs) rmSync(lock, { force: true });
    } catch {
      // It was given back meanwhile.
    }
    return false;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
