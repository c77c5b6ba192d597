import { type KitContent, kitWords } from './content.ts';
import { keyGroups, keyPrefix } from './key-groups.ts';
import { drawnPdf } from './pdf-document.ts';
import type { SystemFont } from './pdf-fonts.ts';
import { faint, type PdfSheet, type Box } from './pdf-sheet.ts';
import { qrModules } from './qr-code.ts';

const margin = 50;
const pageWidth = 595.28;
const width = pageWidth - 2 * margin;
const groupsInRow = 4;
const placesShown = 4;
/** Lines of how to get at them. */
const notesOfTwo = 4;
const notesOfMany = 3;

const heading = { size: 12, weight: 600, tag: 'H2' } as const;
const body = { size: 10 } as const;

export interface PdfKitOptions {
  /** Fonts for scripts that Inter lacks; those of this computer unless told. */
  readonly fonts?: readonly SystemFont[];
}

/** The kit as one page of paper. */
export async function renderPdfKit(content: KitContent, { fonts }: PdfKitOptions = {}): Promise<Uint8Array> {
  const code = await qrModules(content.identity);
  const { version, writtenAt } = content;
  return drawnPdf({ title: kitWords(content).title, version, writtenAt, fonts }, (sheet, choice) => drawKit(sheet, content, code, () => choice.lacking));
}

function drawKit(sheet: PdfSheet, content: KitContent, code: readonly (readonly boolean[])[], lacking: () => boolean): void {
  const words = kitWords(content);
  const column = (y: number): Box => ({ x: margin, y, width });
  sheet.text('Holdfast', column(40), { size: 10.5, weight: 700 });
  sheet.text(`Written on ${words.written}`, column(40), { size: 9, color: faint, align: 'right' });
  let y = sheet.text(words.title, column(66), { size: words.title.length > 45 ? 18 : 24, weight: 700, tag: 'H1', maxLines: 2 }) + 4;
  y = sheet.text(words.purpose.join(' '), column(y), { ...body, size: 11, maxLines: 3 }) + 14;
  y = drawWarning(sheet, words.warning, y) + 16;
  y = drawKey(sheet, content, code, y) + 20;
  y = drawPlaces(sheet, content, words.places, y) + 16;
  y = drawOpening(sheet, words, y) + 18;
  drawPeople(sheet, content, y);
  const footer = `Backups ${content.vaultId} · public key ${content.recipient}`;
  if (lacking()) sheet.text('“?” stands for a character that could not be printed on this computer. The key is not affected.', column(790), { size: 7.5, color: faint });
  sheet.text(footer, column(804), { size: 7.5, color: faint, maxLines: 1 });
}

function drawWarning(sheet: PdfSheet, [first, second]: readonly [string, string], y: number): number {
  const height = 74;
  sheet.box({ x: margin, y, width, height }, { fill: '#fff5dc', border: '#c78a1a' });
  const inner = { x: margin + 12, width: width - 24 };
  const below = sheet.text(first, { ...inner, y: y + 9 }, { size: 10.5, weight: 700 });
  sheet.text(second, { ...inner, y: below + 1 }, { size: 9.6, maxLines: 3 });
  return y + height;
}

function drawKey(sheet: PdfSheet, { identity }: KitContent, code: readonly (readonly boolean[])[], y: number): number {
  const side = 122;
  const height = side + 42;
  sheet.box({ x: margin, y, width, height }, { border: '#17191c' });
  const left = margin + 14;
  sheet.text('The key', { x: left, y: y + 11, width: 200 }, heading);
  sheet.text(`It begins with ${keyPrefix} and goes on with these groups, in this order:`, { x: left, y: y + 29, width: 330 }, { size: 8.6, color: faint });
  const cell = 82;
  for (const [n, group] of keyGroups(identity).entries()) {
    const at = { x: left + (n % groupsInRow) * cell, y: y + 52 + Math.floor(n / groupsInRow) * 30 };
    sheet.text(String(n + 1), { x: at.x, y: at.y + 5, width: 14 }, { size: 7.5, color: faint });
    sheet.text(group, { x: at.x + 13, y: at.y, width: cell - 13 }, { size: 14, weight: 600, spacing: 0.6 });
  }
  sheet.text('No key has the letters O, I or B: what looks like one is 0, L or 8.', { x: left, y: y + height - 20, width: 340 }, { size: 8, color: faint });
  const right = margin + width - side - 14;
  sheet.squares(code, { x: right, y: y + 13, width: side }, 'QR code that holds the whole key.');
  sheet.text('The whole key, to scan', { x: right + 15, y: y + side + 19, width: side }, { size: 8.6, color: faint, tag: 'Caption' });
  return y + height;
}

function drawPlaces(sheet: PdfSheet, { places }: KitContent, none: readonly string[], y: number): number {
  let at = sheet.text('Where the backups lie', { x: margin, y, width }, heading) + 2;
  for (const sentence of none) at = sheet.text(sentence, { x: margin, y: at, width }, body);
  const isCrowded = places.length > 2;
  let notesLeft = isCrowded ? notesOfMany : notesOfTwo;
  for (const { name, location, notes = [] } of places.slice(0, placesShown)) {
    at = sheet.text(`${name}:  ${location}`, { x: margin, y: at, width }, { ...body, tag: 'LI', maxLines: isCrowded ? 1 : 2 });
    // All of it is in the text form of the kit; here the first places have room to say how to get at them.
    const said = notes.slice(0, Math.max(0, notesLeft));
    notesLeft -= said.length;
    for (const note of said) at = sheet.text(note, { x: margin + 12, y: at, width: width - 12 }, { size: 8.6, color: faint, maxLines: isCrowded ? 1 : 2 });
  }
  const more = places.length - placesShown;
  return more > 0 ? sheet.text(`and ${more} more; Holdfast lists them under Places.`, { x: margin, y: at, width }, body) : at;
}

function drawOpening(sheet: PdfSheet, words: ReturnType<typeof kitWords>, y: number): number {
  const gap = 24;
  const half = (width - gap) / 2;
  let left = sheet.text('To open them with Holdfast', { x: margin, y, width: half }, heading) + 2;
  for (const [n, step] of words.withHoldfast.entries()) {
    sheet.text(`${n + 1}.`, { x: margin, y: left, width: 16 }, body);
    left = sheet.text(step, { x: margin + 16, y: left, width: half - 16 }, { ...body, tag: 'LI' }) + 2;
  }
  const x = margin + half + gap;
  const right = sheet.text('Without Holdfast', { x, y, width: half }, heading) + 2;
  return Math.max(left, sheet.text(words.withoutHoldfast, { x, y: right, width: half }, body));
}

function drawPeople(sheet: PdfSheet, { deputy, keptBy }: KitContent, y: number): void {
  let at = sheet.text('Who has this page', { x: margin, y, width }, heading) + 6;
  const line = (label: string, filled: string | undefined, more: string): void => {
    sheet.text(label, { x: margin, y: at, width: 110 }, body);
    if (filled === undefined) sheet.rule(margin + 50, at + 13, 240);
    else sheet.text(filled, { x: margin + 50, y: at, width: 240 }, { ...body, weight: 600, maxLines: 1 });
    sheet.text(more, { x: margin + 306, y: at, width: 60 }, body);
    sheet.rule(margin + 345, at + 13, width - 345);
    at += 26;
  };
  line('Kept by', keptBy, 'Where');
  if (keptBy === undefined) line('Deputy', deputy, 'Where');
}
