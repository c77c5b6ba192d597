import { parseJson } from './record.ts';

/** How a file is called that opens "Open a backup" at the folder it lies in, when it is double-clicked. */
export const openerExtension = '.holdfast';

const openerFormat = 'holdfast-opener/1';

/** As much as one can be; a larger file is another one. */
export const longestOpener = 4096;

/** The same beside every backup: it says nothing of where anything lies, for nobody could believe it. */
export const openerText = `${JSON.stringify({ format: openerFormat, what: 'Double-click this file where Holdfast is installed: it asks for your recovery key and opens the backups in this folder. Without Holdfast, read README.txt.' }, null, 2)}\n`;

/** Whether that is what such a file says. What else stands in it is never looked at. */
export function isOpener(text: string): boolean {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null && Object.entries(value).some(([name, is]) => name === 'format' && is === openerFormat);
  } catch {
    return false;
  }
}
