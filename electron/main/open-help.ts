import type { Windows } from './windows.ts';

/** What somebody who presses F1 gets: the page knows which screen is open, and opens the help there. */
export function openHelp(windows: Windows): void {
  windows.show();
  const contents = windows.current?.webContents;
  if (contents === undefined) return;
  const press = (): void => contents.sendInputEvent({ type: 'keyDown', keyCode: 'F1' });
  // A window that was just made has no page yet to hear it.
  if (contents.isLoading()) contents.once('did-finish-load', press);
  else press();
}
