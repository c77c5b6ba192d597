import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Longest part of the name that comes from the app, in characters. */
const longest = 60;

/**
 * A new folder in the person's downloads, named after the app and the moment: `Shop 2026-01-14 15.30`. Names nothing that is there.
 * @param timeZone of this computer, so that the name says the time that its clock shows.
 */
export async function newExportFolder(downloads: string, app: string, now: Date, timeZone: string): Promise<string> {
  const name = `${safeName(app)} ${localMinute(now, timeZone)}`;
  for (let number = 1; ; number += 1) {
    const folder = path.join(downloads, number === 1 ? name : `${name} (${number})`);
    if (!(await exists(folder))) return folder;
  }
}

/** A name that every system takes as one of a folder, whatever the app is called. */
export function safeName(app: string): string {
  const plain = app
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ');
  const short = Array.from(plain).slice(0, longest).join('').replace(/^[. ]+|[. ]+$/g, '');
  return short === '' ? 'Export' : short;
}

function localMinute(now: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}.${part('minute')}`;
}

async function exists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    // What cannot be looked at is left to the export, which says why.
    return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES'));
  }
}
