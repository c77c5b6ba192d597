import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkScheme } from '../../shared/model/holdfast-link.ts';
import { openerExtension } from '../../shared/model/opener-file.ts';

/** Something the system says a person opened with Holdfast, not looked into yet. */
export type Asked =
  | { readonly kind: 'link'; readonly text: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'refused'; readonly why: 'link' | 'file' | 'network-folder' };

const longestItem = 4096;

/**
 * What a command line asks to be opened, on Windows and Linux: the first link or file in it; undefined where there is none. Options are
 * never followed here, whoever wrote them: another program can start Holdfast with any line it likes.
 * @param argv with the program at its front
 * @param folder that relative paths start from
 */
export function askedInArgv(argv: readonly string[], folder: string, platform: NodeJS.Platform): Asked | undefined {
  for (const item of argv.slice(1)) {
    const asked = item.startsWith('-') ? undefined : askedAsLink(item) ?? askedAsFile(item, folder, platform);
    if (asked !== undefined) return asked;
  }
  return undefined;
}

export function askedAsLink(item: string): Asked | undefined {
  if (!item.slice(0, linkScheme.length + 1).toLowerCase().startsWith(`${linkScheme}:`)) return undefined;
  return item.length > longestItem ? { kind: 'refused', why: 'link' } : { kind: 'link', text: item };
}

/** A path, or the `file:` address that Linux's file managers give for one. Only its name is judged; nothing is touched. */
export function askedAsFile(item: string, folder: string, platform: NodeJS.Platform): Asked | undefined {
  const isWindows = platform === 'win32';
  if (!item.toLowerCase().endsWith(openerExtension)) return undefined;
  const given = /^file:/i.test(item) ? pathOf(item, isWindows) : item;
  if (given === undefined || given.length > longestItem || /\p{Cc}/u.test(given) || !given.isWellFormed()) return { kind: 'refused', why: 'file' };
  // The address of something on the web that is called so is no file.
  if (/^[a-z][a-z0-9+.-]+:/i.test(given)) return undefined;
  const file = (isWindows ? path.win32 : path.posix).resolve(folder, given);
  // Touching a server that a stranger named tells it who is asking: Windows signs in there by itself.
  if (isWindows && /^[\\/]{2}/.test(file)) return { kind: 'refused', why: 'network-folder' };
  // The drive's colon is the only one: behind another, Windows keeps a hidden second file.
  if (isWindows && !/^[a-z]:\\[^:]*$/i.test(file)) return { kind: 'refused', why: 'file' };
  return { kind: 'file', file };
}

function pathOf(address: string, isWindows: boolean): string | undefined {
  try {
    return fileURLToPath(address, { windows: isWindows });
  } catch {
    return undefined;
  }
}
