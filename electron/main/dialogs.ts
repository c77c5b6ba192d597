import { open } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserWindow, app, dialog } from 'electron';
import { strings } from './strings.ts';

/** A folder of the person's choice; null when they changed their mind. */
export async function pickFolder(window: BrowserWindow | undefined, { title, start }: { readonly title: string; readonly start?: string | undefined }): Promise<string | null> {
  const options = { title, properties: ['openDirectory', 'createDirectory'] as const, ...(start === undefined ? {} : { defaultPath: start }) };
  const given = { ...options, properties: [...options.properties] };
  const { canceled, filePaths } = window === undefined ? await dialog.showOpenDialog(given) : await dialog.showOpenDialog(window, given);
  return canceled ? null : (filePaths[0] ?? null);
}

/** What somebody may not want to break off. */
export type AtWork = 'backup' | 'restore';

/** Whether to quit in the middle of it. Keeping on is what Enter and Escape do. */
export async function askToQuit(at: AtWork): Promise<boolean> {
  const { keep, quit } = strings.quit;
  const { question, detail } = strings.quit[at];
  const { response } = await dialog.showMessageBox({ type: 'question', message: question, detail, buttons: [keep, quit], defaultId: 0, cancelId: 0, noLink: true });
  return response === 1;
}

/** What to do about an engine that does not stay up. */
export async function askAboutEngine(): Promise<'again' | 'quit' | 'report'> {
  const { question, detail, again, quit, report } = strings.engineGone;
  const { response } = await dialog.showMessageBox({ type: 'error', message: question, detail, buttons: [again, report, quit], defaultId: 0, cancelId: 0, noLink: true });
  return (['again', 'report', 'quit'] as const)[response] ?? 'again';
}

/** Writes a file where the person wants it, readable by them alone. null when they changed their mind. @throws as the file system does. */
export async function saveFileAs(window: BrowserWindow | undefined, { fileName, content }: { readonly fileName: string; readonly content: Uint8Array }): Promise<string | null> {
  // A name is the page's to propose, a folder is not.
  const options = { defaultPath: path.join(app.getPath('downloads'), path.basename(fileName)), properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const] };
  const { canceled, filePath } = window === undefined ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
  if (canceled || filePath === '') return null;
  const handle = await open(filePath, 'w', 0o600);
  try {
    // A file that was there may be open to others, and what is saved may be a key; a stick has no such rights.
    await handle.chmod(0o600).catch(() => undefined);
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
  return filePath;
}
