import { ORPCError } from '@orpc/client';
import { desktop } from '../app/connection/client.ts';
import { t } from '../strings/translate.ts';

interface SavedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly base64: string;
}

/**
 * Hands a file to the person: in the window through a dialog that asks where it goes, in a browser tab as a download.
 * @returns whether it was saved; false when they changed their mind.
 */
export async function saveFile({ fileName, mediaType, base64 }: SavedFile): Promise<boolean> {
  const { can } = await desktop.about();
  if (can.saveFile) return (await desktop.saveFile({ fileName, base64 })).path !== null;
  download(fileName, new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type: mediaType }));
  return true;
}

/** As `saveFile`, where nothing may follow without the file. @throws cancelled when they changed their mind. */
export async function saveOrStop(file: SavedFile): Promise<void> {
  if (!(await saveFile(file))) throw new ORPCError('cancelled', { defined: true, message: t('save.not'), data: { nextStep: t('save.not.step') } });
}

function download(fileName: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has its own hold on the content by the next turn; the key in it must not stay in memory.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
