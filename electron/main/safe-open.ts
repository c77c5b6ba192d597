import { shell } from 'electron';
import { safeLink } from './safe-link.ts';

/**
 * The one door to the person's browser and mail program: https: and mailto: links, parsed; lint bans `shell.openExternal` elsewhere.
 * @returns false for anything else, which is not opened
 */
export async function safeOpen(text: string): Promise<boolean> {
  const link = safeLink(text);
  if (link === undefined) return false;
  // oxlint-disable-next-line eslint/no-restricted-properties -- this is the one door.
  await shell.openExternal(link);
  return true;
}
