import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { type StoredPlan, storedPlan } from './plan/plan.ts';

/** Where the notes of restores lie: `<home>/restores/<id>/`, with plan.json, journal.jsonl and receipt.json. */
export function restoreFolder(home: string, id: string): string {
  // An id names a folder: it may come from a command line.
  if (!/^[\w-]{1,80}$/.test(id)) throw noSuchRestore(id);
  return path.join(home, 'restores', id);
}

export async function savePlan(home: string, plan: StoredPlan): Promise<void> {
  await writeFileDurably(path.join(restoreFolder(home, plan.id), 'plan.json'), JSON.stringify(plan));
}

/** @throws not-found, corrupt. */
export async function loadPlan(home: string, id: string): Promise<StoredPlan> {
  const file = path.join(restoreFolder(home, id), 'plan.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw noSuchRestore(id);
    throw unreadable(error);
  }
  try {
    return storedPlan.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(error);
  }
}

/** Ids of all restores there are notes of, in no order. */
export async function listRestores(home: string): Promise<readonly string[]> {
  try {
    const folder = path.join(home, 'restores');
    const found = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory() && /^[\w-]{1,80}$/.test(entry.name));
    // One without a plan was killed before it had one, and asked for nothing.
    const begun = await Promise.all(found.map(async ({ name }) => (await mayBeThere(path.join(folder, name, 'plan.json'))) || mayBeThere(path.join(folder, name, 'journal.jsonl'))));
    return found.map(({ name }) => name).filter((_, at) => begun[at] === true);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unreadable(error);
  }
}

/** What cannot be looked at may be there. */
async function mayBeThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

function noSuchRestore(id: string): HoldfastError {
  return new HoldfastError('not-found', `There is no restore ${id.slice(0, 80)} on this computer.`, { nextStep: 'See the list of restores for its name.' });
}

function unreadable(cause: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'The notes of a restore on this computer cannot be read.', {
    nextStep: 'Compare the backup with the app to see what came back, then bring back what is still missing.',
    cause,
  });
}
