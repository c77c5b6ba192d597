import { realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * The file behind the path of an address, if it lies in the folder with every link followed; undefined for anything else.
 * The path is decoded once, as browsers mean it: what still holds a separator of some system, a NUL or a step upwards is refused
 * rather than repaired.
 */
export async function containedFile(folder: string, pathname: string): Promise<string | undefined> {
  const name = decoded(pathname);
  if (name === undefined || !name.startsWith('/') || /[\\\0:]/.test(name)) return undefined;
  const steps = name.slice(1).split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..')) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, ...steps));
    return file.startsWith(root + path.sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

function decoded(pathname: string): string | undefined {
  // An encoded separator is no part of any name of ours, and the two sides of a decoder may disagree about it.
  if (/%(2f|5c|00)/i.test(pathname)) return undefined;
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
