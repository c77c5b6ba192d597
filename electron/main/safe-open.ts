import { shell } from 'electron';
import { safeLink } from '../hosts/safe-link.ts';

/**
 * The one door to the person's browser and mail program: https: and mailto: links, parsed; lint bans `shell.openExternal` elsewhere.
 * @returns whether it was opened: not for anything else, and not where this computer has no program for it
 */
export async function safeOpen(text: string): Promise<boolean> {
  const link = safeLink(text);
  if (link === undefined) return false;
  try {
    // oxlint-disable-next-line eslint/no-restricted-properties -- this is the one door.
    await shell.openExternal(link);
    return true;
  } catch {
    return false;
  }
}
