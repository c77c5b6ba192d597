import { drawnPdf } from '../kit/pdf-document.ts';
import type { SystemFont } from '../kit/pdf-fonts.ts';
import { faint, lineHeight, type PdfSheet } from '../kit/pdf-sheet.ts';
import { qrModules } from '../kit/qr-code.ts';
import { type PageContent, pageFoot, pageTitle } from './markdown.ts';
import { continued, cutShort, foot, gap, isCut, type Layout, layOut, margin, pageWidth, sectionHeight, type SetSection, top } from './pdf-layout.ts';

const codeSide = 104;

export interface PrintedPage {
  readonly pdf: Uint8Array;
  /** Titles of what is not on it whole. */
  readonly cutShort: readonly string[];
}

/** The runbook as one page of paper, whatever it says. @param fonts for scripts that Inter lacks; those of this computer unless told */
export async function printRunbook(content: PageContent, fonts?: readonly SystemFont[]): Promise<PrintedPage> {
  const title = pageTitle(content);
  const { challenge } = content;
  const code = challenge === undefined ? undefined : await qrModules(challenge.armored.trim());
  let cut: readonly string[] = [];
  const pdf = await drawnPdf({ title, version: content.version, writtenAt: content.writtenAt, fonts }, (sheet, choice) => {
    sheet.text('Holdfast', { x: margin, y: top - 10, width: pageWidth }, { size: 9.5, weight: 700 });
    sheet.text('When something is wrong with the data', { x: margin, y: top - 10, width: pageWidth }, { size: 8.5, color: faint, align: 'right' });
    const y = sheet.text(title, { x: margin, y: top + 8, width: pageWidth }, { size: title.length > 60 ? 14 : 19, weight: 700, tag: 'H1', maxLines: 2 }) + 8;
    const codeHeight = code === undefined ? 0 : codeSide + 16;
    const layout = layOut(sheet, content.sections, foot - 12 - y - codeHeight);
    cut = cutShort(layout);
    const below = drawSections(sheet, layout, y);
    if (code !== undefined && challenge !== undefined) drawCode(sheet, code, challenge, below);
    const lacking = choice.lacking ? ' “?” stands for a character that could not be printed on this computer.' : '';
    sheet.text(`${pageFoot(content)}${lacking}`, { x: margin, y: foot, width: pageWidth }, { size: 7, color: faint, maxLines: 1 });
  });
  return { pdf, cutShort: cut };
}

function drawSections(sheet: PdfSheet, layout: Layout, from: number): number {
  const column = (at: SetSection['form']['at'], x: number, y: number): number => {
    let below = y;
    for (const each of layout.sections.filter(({ form }) => form.at === at)) {
      drawSection(sheet, layout, each, x, below);
      below += sectionHeight(layout, each);
    }
    return below;
  };
  const y = column('top', margin, from);
  const columns = Math.max(column('left', margin, y), column('right', margin + (pageWidth + gap) / 2, y));
  return column('foot', margin, columns);
}

function drawSection(sheet: PdfSheet, { body, head }: Layout, set: SetSection, x: number, y: number): void {
  sheet.text(set.section.title, { x, y, width: set.width }, { size: head, weight: 700, tag: 'H2', maxLines: 1 });
  sheet.rule(x, y + head * lineHeight, set.width);
  let at = y + head * lineHeight + 2;
  const isShort = isCut(set);
  let left = isShort ? set.allowed - 1 : set.allowed;
  const line = body * lineHeight;
  for (const { label, text, labelLines, lines } of set.items) {
    if (left < labelLines + 1) break;
    if (label !== undefined) sheet.text(label, { x, y: at, width: set.labelWidth === 0 ? set.width : set.labelWidth - 4 }, { size: body, weight: 600, maxLines: 1 });
    const shown = Math.min(lines, left - labelLines);
    sheet.text(text, { x: x + set.labelWidth, y: at + labelLines * line, width: set.width - set.labelWidth }, { size: body, maxLines: shown, tag: 'LI' });
    at += (labelLines + shown) * line;
    left -= labelLines + shown;
  }
  if (isShort) sheet.text(continued, { x: x + set.labelWidth, y: at, width: set.width - set.labelWidth }, { size: body, color: faint, maxLines: 1 });
}

function drawCode(sheet: PdfSheet, code: readonly (readonly boolean[])[], { deputy, armored }: NonNullable<PageContent['challenge']>, y: number): void {
  sheet.squares(code, { x: margin, y: y + 4, width: codeSide }, 'QR code that holds the text beside it.');
  const x = margin + codeSide + 16;
  let at = y + 2;
  sheet.text(`Only the key of ${deputy} opens this. It is the code, as a text and as a picture to scan:`, { x, y: at, width: pageWidth - codeSide - 16 }, { size: 7.5, color: faint, maxLines: 1 });
  at += 12;
  for (const line of armored.trim().split('\n')) at = sheet.text(line, { x, y: at, width: pageWidth - codeSide - 16 }, { size: 7, maxLines: 1 });
}
