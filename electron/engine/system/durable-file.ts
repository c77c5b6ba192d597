import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

export interface DurableFileOptions {
  /** Readable by its owner alone unless told. */
  readonly mode?: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Replaces a small file whole or not at all, surviving a power cut once fulfilled. Makes its folder where it is missing.
 * @throws errors of the operating system as they are; then the file is as it was
 */
export async function writeFileDurably(path: string, content: string | Uint8Array, options: DurableFileOptions = {}): Promise<void> {
  const directory = dirname(path);
  await makeDirectory(directory);
  const temporary = join(directory, `${temporaryStart(path)}${randomBytes(8).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', options.mode ?? 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await removeLeftovers(directory, path, (await stat(temporary)).mtimeMs);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

/**
 * Adds to the end of a file, surviving a power cut once fulfilled; a file that is not there begins with it. Makes its folder where it is missing.
 * @throws errors of the operating system as they are; then a part of the text may be there
 */
export async function appendDurably(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  await makeDirectory(directory);
  const handle = await open(path, 'a', 0o600);
  let isNew: boolean;
  try {
    isNew = (await handle.stat()).size === 0;
    await handle.appendFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  // Its content would survive, and its name would not.
  if (isNew) await syncDirectory(directory);
}

function temporaryStart(path: string): string {
  return `.${basename(path)}.`;
}

/** What a writer that was killed left behind more than a day ago. */
async function removeLeftovers(directory: string, path: string, now: number): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(temporaryStart(path)) || !name.endsWith('.tmp')) continue;
    const leftover = join(directory, name);
    const found = await stat(leftover).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > dayMs) await rm(leftover, { force: true });
  }
}

async function makeDirectory(directory: string): Promise<void> {
  const firstMade = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (firstMade === undefined || process.platform === 'win32') return;
  let parent = dirname(firstMade);
  for (const part of relative(parent, directory).split(sep)) {
    await syncDirectory(parent);
    parent = join(parent, part);
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows opens no directories; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
