import { type FontDocument, PdfFonts, type SystemFont, systemFonts } from './pdf-fonts.ts';
import { PdfSheet } from './pdf-sheet.ts';

export interface PdfDocumentOptions {
  readonly title: string;
  /** Holdfast's version. */
  readonly version: string;
  readonly writtenAt: Date;
  /** Fonts for scripts that Inter lacks; those of this computer unless told. */
  readonly fonts?: readonly SystemFont[] | undefined;
}

/** One page of A4, drawn. pdfkit is loaded here and nowhere else: it takes a while, and few calls need it. */
export async function drawnPdf({ title, version, writtenAt, fonts = systemFonts() }: PdfDocumentOptions, draw: (sheet: PdfSheet, fonts: PdfFonts) => void): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    autoFirstPage: false,
    // Inter is chosen for every text; the fonts of PDF's own would be read from files that are not in the bundle.
    font: '',
    info: { Title: title, Creator: `Holdfast ${version}`, Producer: 'Holdfast', CreationDate: writtenAt },
  });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.addPage();
  const choice = new PdfFonts(fontsOf(document), fonts);
  const sheet = new PdfSheet(document, choice);
  draw(sheet, choice);
  sheet.end();
  document.end();
  await finished;
  return Buffer.concat(chunks);
}

/** The document as what font choosing takes. What a font can show, pdfkit knows in a field it does not document; its version is pinned. */
function fontsOf(document: { registerFont(name: string, font: string | Buffer, family?: string): unknown; font(name: string): unknown }): FontDocument {
  return {
    registerFont: (name, font, family) => document.registerFont(name, font, family),
    openFont(name) {
      document.font(name);
      const opened: unknown = Reflect.get(document, '_font');
      const font: unknown = typeof opened === 'object' && opened !== null && 'font' in opened ? opened.font : undefined;
      if (!knowsGlyphs(font)) throw new Error('not a font whose characters are known');
      return font;
    },
  };
}

function knowsGlyphs(font: unknown): font is { hasGlyphForCodePoint(codePoint: number): boolean } {
  return typeof font === 'object' && font !== null && 'hasGlyphForCodePoint' in font && typeof font.hasGlyphForCodePoint === 'function';
}
