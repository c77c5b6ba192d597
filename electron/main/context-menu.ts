import { Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';

/** Cut, copy and paste under the right button, which Electron leaves to us; only what can be done there and then. */
export function offerContextMenu(contents: WebContents): void {
  contents.on('context-menu', (_event, { editFlags, isEditable, selectionText }) => {
    const items: MenuItemConstructorOptions[] = [
      ...(isEditable ? [{ role: 'cut', enabled: editFlags.canCut } as const] : []),
      ...(isEditable || selectionText !== '' ? [{ role: 'copy', enabled: editFlags.canCopy } as const] : []),
      ...(isEditable ? [{ role: 'paste', enabled: editFlags.canPaste } as const, { role: 'selectAll' } as const] : []),
    ];
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}
