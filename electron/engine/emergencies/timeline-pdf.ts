import { drawnPdf } from '../kit/pdf-document.ts';
import type { SystemFont } from '../kit/pdf-fonts.ts';
import { type Box, faint, lineHeight, type PdfSheet, type TextStyle } from '../kit/pdf-sheet.ts';
import { timelineContent, type TimelineContent, type TimelineWords } from './timeline-content.ts';

const margin = 50;
const width = 595.28 - 2 * margin;
const top = 46;
const bottom = 780;
const labels = 118;
const when = 128;
/** Longer texts are set in parts, so that one may go on with the next page. */
const partLength = 600;

const body = { size: 10, maxLines: 40 } as const;
const small = { size: 8.6, color: faint } as const;

/** The written timeline as pages of A4. */
export async function timelinePdf(words: TimelineWords, fonts?: readonly SystemFont[]): Promise<Uint8Array> {
  const content = timelineContent(words);
  return drawnPdf({ title: content.title, version: words.version, writtenAt: words.now, ...(fonts === undefined ? {} : { fonts }) }, (sheet) => {
    new TimelinePages(sheet, content.footer).draw(content);
  });
}

class TimelinePages {
  readonly #sheet: PdfSheet;
  readonly #footer: string;
  #y = top;
  #page = 1;

  constructor(sheet: PdfSheet, footer: string) {
    this.#sheet = sheet;
    this.#footer = footer;
  }

  draw({ title, note, facts, steps, entries, problems, learnt }: TimelineContent): void {
    this.#text(title, { size: 20, weight: 700, tag: 'H1', maxLines: 3 });
    this.#text(note, { ...small, maxLines: 3 });
    this.#y += 8;
    for (const { label, says } of facts) this.#row(label, says);
    this.#heading('What happened');
    for (const { at, after, by, says } of entries) this.#entry(at, after === '' ? by : `+ ${after} · ${by}`, says);
    this.#heading('What was done');
    for (const { title: step, says } of steps) this.#row(step, says);
    if (problems.length > 0) {
      this.#heading('What did not work');
      for (const says of problems) this.#text(says, { ...body, tag: 'LI' });
    }
    this.#heading('What was learnt');
    for (const paragraph of (learnt ?? 'Nothing was written down.').split(/\r\n|[\r\n]/)) if (paragraph.trim() !== '') this.#text(paragraph, body);
    this.#foot();
  }

  #heading(text: string): void {
    this.#y += 12;
    this.#need(60);
    this.#text(text, { size: 12.5, weight: 600, tag: 'H2' });
    this.#y += 2;
  }

  #row(label: string, says: string): void {
    this.#beside({ x: margin, width: labels }, [[label, { ...body, size: 9.4, color: faint, maxLines: 3 }]], { x: margin + labels + 12, width: width - labels - 12 }, says);
  }

  #entry(time: string, by: string, says: string): void {
    this.#beside({ x: margin, width: when }, [time, by].map((line): [string, TextStyle] => [line, { ...small, maxLines: 1 }]), { x: margin + when + 12, width: width - when - 12 }, says);
    this.#y += 3;
  }

  /** A text with something beside its beginning. */
  #beside(left: Omit<Box, 'y'>, lines: readonly (readonly [string, TextStyle])[], right: Omit<Box, 'y'>, says: string): void {
    const [first = '', ...more] = parts(says);
    this.#need(Math.max(this.#height(first, right.width, body), lines.reduce((sum, [text, style]) => sum + this.#height(text, left.width, style), 0)));
    let beside = this.#y;
    for (const [text, style] of lines) beside = this.#sheet.text(text, { ...left, y: beside }, style);
    this.#y = this.#sheet.text(first, { ...right, y: this.#y }, body);
    for (const part of more) {
      this.#need(this.#height(part, right.width, body));
      this.#y = this.#sheet.text(part, { ...right, y: this.#y }, body);
    }
    this.#y = Math.max(this.#y, beside) + 2;
  }

  #text(text: string, style: TextStyle): void {
    for (const part of parts(text)) {
      this.#need(this.#height(part, width, style));
      this.#y = this.#sheet.text(part, { x: margin, y: this.#y, width }, style) + 3;
    }
  }

  #height(text: string, of: number, style: TextStyle): number {
    return this.#sheet.lines(text, of, style) * style.size * lineHeight;
  }

  #need(height: number): void {
    if (this.#y + height <= bottom || this.#y === top) return;
    this.#foot();
    this.#sheet.newPage();
    this.#page += 1;
    this.#y = top;
  }

  #foot(): void {
    this.#sheet.text(this.#footer, { x: margin, y: 806, width: width - 60 }, { size: 7.5, color: faint, maxLines: 1 });
    this.#sheet.text(`Page ${this.#page}`, { x: margin, y: 806, width }, { size: 7.5, color: faint, maxLines: 1, align: 'right' });
  }
}

/** A long text in parts, cut between words where there are any. */
function parts(text: string): readonly string[] {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const found: string[] = [];
  let rest = Array.from(plain);
  while (rest.length > partLength) {
    const space = rest.lastIndexOf(' ', partLength);
    const cut = space > partLength / 2 ? space : partLength;
    found.push(rest.slice(0, cut).join(''));
    rest = rest.slice(rest[cut] === ' ' ? cut + 1 : cut);
  }
  return [...found, rest.join('')];
}
