import type PDFDocument from 'pdfkit';
import type { FontRun, PdfFonts, Weight } from './pdf-fonts.ts';
import { breakLines, type Line } from './pdf-lines.ts';

type PdfDocument = InstanceType<typeof PDFDocument>;

const ink = '#17191c';
export const faint = '#5a6068';

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  /** The kind of structure a reading program is told of: `P` unless told. */
  readonly tag?: 'H1' | 'H2' | 'P' | 'LI' | 'Caption';
  readonly maxLines?: number;
  readonly spacing?: number;
  readonly align?: 'right';
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Of the size of its letters. */
export const lineHeight = 1.42;

/** Pages that text and shapes are put on, one after the other, with the structure that reading programs follow. Lengths are in points. */
export class PdfSheet {
  readonly #document: PdfDocument;
  readonly #fonts: PdfFonts;
  readonly #root: ReturnType<PdfDocument['struct']>;

  constructor(document: PdfDocument, fonts: PdfFonts) {
    this.#document = document;
    this.#fonts = fonts;
    this.#root = document.struct('Document');
    document.addStructure(this.#root);
  }

  /** Sets a text into a column. @returns where it ends, below. */
  text(text: string, { x, y, width }: Box, style: TextStyle): number {
    const { size, color = ink, tag = 'P', spacing = 0, align } = style;
    const lines = this.#broken(text, width, style);
    this.#root.add(
      this.#document.struct(tag, {}, () => {
        for (const [n, line] of lines.entries()) {
          const left = align === 'right' ? x + width - widthOfLine(line) : x;
          this.#draw(line, left, y + n * size * lineHeight, { size, color, spacing });
        }
      }),
    );
    return y + lines.length * size * lineHeight;
  }

  /** How many lines `text` takes. */
  lines(text: string, width: number, style: TextStyle): number {
    return this.#broken(text, width, style).length;
  }

  /** What follows is on another page. */
  newPage(): void {
    this.#document.addPage();
  }

  /** A filled or bordered rectangle with round corners. */
  box(at: Box & { readonly height: number }, look: { readonly fill?: string; readonly border?: string }): void {
    this.#decoration(() => {
      const path = this.#document.roundedRect(at.x, at.y, at.width, at.height, 6).lineWidth(0.8);
      if (look.fill !== undefined && look.border !== undefined) path.fillAndStroke(look.fill, look.border);
      else if (look.fill !== undefined) path.fill(look.fill);
      else path.stroke(look.border ?? ink);
    });
  }

  /** A line to write on. */
  rule(x: number, y: number, width: number): void {
    this.#decoration(() => this.#document.moveTo(x, y).lineTo(x + width, y).lineWidth(0.6).stroke('#9aa0a8'));
  }

  /** Squares for the dark ones, with a text in their place for whoever cannot see them. */
  squares(rows: readonly (readonly boolean[])[], at: Box, alt: string): void {
    const side = at.width / rows.length;
    this.#root.add(
      this.#document.struct('Figure', { alt }, () => {
        for (const [row, cells] of rows.entries()) {
          for (const [column, dark] of cells.entries()) if (dark) this.#document.rect(at.x + column * side, at.y + row * side, side, side);
        }
        this.#document.fill('#000000');
      }),
    );
  }

  end(): void {
    this.#root.end();
  }

  #broken(text: string, width: number, { size, weight = 400, maxLines = 20, spacing = 0 }: TextStyle): readonly Line[] {
    return breakLines(text, { width, maxLines, runsOf: (part) => this.#fonts.runs(part, weight), widthOf: (run) => this.#widthOf(run, size, spacing) });
  }

  #decoration(draw: () => void): void {
    this.#document.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#document.endMarkedContent();
  }

  /** Word by word, which pdfkit remembers: shaping whole lines for every try takes many times longer. */
  #widthOf(run: FontRun, size: number, spacing: number): number {
    return this.#document.font(run.font).fontSize(size).widthOfString(run.text, { characterSpacing: spacing });
  }

  #draw(line: Line, x: number, y: number, { size, color, spacing }: { readonly size: number; readonly color: string; readonly spacing: number }): void {
    let at = x;
    for (const run of line) {
      // With features named, a run is shaped as a whole: a script written from the right keeps the order of its words.
      this.#document.font(run.font).fontSize(size).fillColor(color).text(run.text, at, y, { lineBreak: false, characterSpacing: spacing, features: [] });
      at += run.width;
    }
  }
}

function widthOfLine(line: Line): number {
  return line.reduce((sum, run) => sum + run.width, 0);
}
