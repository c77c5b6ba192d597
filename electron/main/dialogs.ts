import { type BrowserWindow, dialog } from 'electron';
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
export async function askAboutEngine(): Promise<'again' | 'quit'> {
  const { question, detail, again, quit } = strings.engineGone;
  const { response } = await dialog.showMessageBox({ type: 'error', message: question, detail, buttons: [again, quit], defaultId: 0, cancelId: 0, noLink: true });
  return response === 1 ? 'quit' : 'again';
}
