import { lineHeight, type PdfSheet } from '../kit/pdf-sheet.ts';
import type { RunbookSection } from './runbook.ts';

/** Where the parts of the page stand, in points. */
export const margin = 44;
export const pageWidth = 507.28;
export const gap = 20;
export const top = 40;
export const foot = 806;
/** Between title and foot, where the title takes two lines. */
export const roomForSections = foot - 12 - top - 8 - 19 * lineHeight * 2 - 8;
const columnWidth = (pageWidth - gap) / 2;

/** What a part may look like: all in a column, labels before their texts, or above them. */
interface Form {
  readonly at: 'top' | 'left' | 'right' | 'foot';
  /** Width of the column of labels at full size; 0 = the label is a line of its own. */
  readonly label: number;
  /** Lines that it keeps when there is too much. */
  readonly least: number;
  /** Characters of one of its lines: beyond them nothing fits anyway, and breaking them takes its time. */
  readonly most: number;
}

const forms: Readonly<Record<string, Form>> = {
  challenge: { at: 'top', label: 14, least: 14, most: 600 },
  people: { at: 'top', label: 128, least: 8, most: 700 },
  steps: { at: 'left', label: 14, least: 30, most: 600 },
  places: { at: 'right', label: 0, least: 8, most: 240 },
  key: { at: 'right', label: 74, least: 4, most: 240 },
  golden: { at: 'right', label: 0, least: 3, most: 120 },
  notes: { at: 'left', label: 0, least: 2, most: 500 },
  messages: { at: 'foot', label: 74, least: 9, most: 600 },
  proofs: { at: 'right', label: 74, least: 6, most: 200 },
};
const otherwise: Form = { at: 'foot', label: 0, least: 2, most: 240 };

const usual = 1;
const larger = [1.12, 1.06];
const smaller = [0.94, 0.88];
const smallest = 0.82;
const bodySize = 9.4;
const headSize = 11;
/** More lines of a part than that do not fit. */
const mostItems = 24;
/** Of a character, as a part of the size: wider ones are rare. */
const widest = 0.72;
/** What of a part is cut off is said in a line of its own. */
export const continued = '… continued in Holdfast, and in runbook.md';

/** A line of a part, broken to the width it has. */
interface SetItem {
  readonly label: string | undefined;
  readonly text: string;
  /** Of the label, where it stands above. */
  readonly labelLines: number;
  readonly lines: number;
}

export interface SetSection {
  readonly section: RunbookSection;
  readonly form: Form;
  readonly width: number;
  readonly labelWidth: number;
  readonly items: readonly SetItem[];
  /** How many lines it may take. */
  allowed: number;
  readonly wanted: number;
  /** Not even what it wants is all of it. */
  readonly isTooLarge: boolean;
}

export interface Layout {
  readonly scale: number;
  readonly body: number;
  readonly head: number;
  readonly sections: readonly SetSection[];
}

/** Finds the size at which all fits into `height`; where not even the smallest does, the longest parts are cut. */
export function layOut(sheet: PdfSheet, sections: readonly RunbookSection[], height: number): Layout {
  const ordinary = setAt(sheet, sections, usual);
  const layout = heightOf(ordinary) <= height ? ordinary : setAt(sheet, sections, smallest);
  if (heightOf(layout) <= height) {
    // The heights at the ends tell which sizes in between are worth a try.
    for (const scale of layout === ordinary ? larger : smaller) {
      if (heightOf(layout) * (scale / layout.scale) > height) continue;
      const better = setAt(sheet, sections, scale);
      if (heightOf(better) <= height) return better;
    }
    return layout;
  }
  while (heightOf(layout) > height) {
    const longest = layout.sections.filter(({ allowed, form }) => allowed > form.least).toSorted((a, b) => b.allowed - b.form.least - (a.allowed - a.form.least))[0];
    if (longest === undefined) break;
    longest.allowed -= 1;
  }
  return layout;
}

export function isCut({ allowed, wanted, isTooLarge }: SetSection): boolean {
  return isTooLarge || allowed < wanted;
}

/** Titles of what does not fit whole. */
export function cutShort({ sections }: Layout): readonly string[] {
  return sections.filter(isCut).map(({ section }) => section.title);
}

function isTooLong(lines: RunbookSection['lines'], { most }: Form): boolean {
  return lines.length > mostItems || lines.some(({ text }) => text.length > most);
}

/**
 * Does all of this surely fit, whatever the fonts? Every character is taken for a wide one, so that a page of the usual length need not be set to know it.
 */
export function surelyFits(sections: readonly RunbookSection[], height: number): boolean {
  // A line ends before the word that does not fit: at worst half of it is lost, where words are shorter than that.
  const layout = setAt({ lines: (text, width, { size }) => Math.ceil((text.length * widest * size) / (width * 0.7)) }, sections, smallest);
  return layout.sections.every(({ isTooLarge }) => !isTooLarge) && heightOf(layout) <= height;
}

function setAt(sheet: Pick<PdfSheet, 'lines'>, sections: readonly RunbookSection[], scale: number): Layout {
  const body = bodySize * scale;
  return {
    scale,
    body,
    head: headSize * scale,
    sections: sections.map((section) => {
      const form = forms[section.id] ?? otherwise;
      const width = form.at === 'left' || form.at === 'right' ? columnWidth : pageWidth;
      const labelWidth = form.label * (form.label > 20 ? scale : 1);
      const items = section.lines.slice(0, mostItems).map(({ label, text }): SetItem => {
        const shown = text.replace(/\s*\n\s*/g, ' ').slice(0, form.most).replace(/[\uD800-\uDBFF]$/, '');
        return {
          label,
          text: text.length > form.most ? `${shown} …` : shown,
          labelLines: form.label === 0 && label !== undefined ? 1 : 0,
          lines: sheet.lines(shown, width - labelWidth, { size: body, maxLines: 40 }),
        };
      });
      const isTooLarge = isTooLong(section.lines, form);
      // With a line that says that there is more.
      const wanted = items.reduce((sum, { lines, labelLines }) => sum + lines + labelLines, isTooLarge ? 1 : 0);
      return { section, form, width, labelWidth, items, allowed: wanted, wanted, isTooLarge };
    }),
  };
}

/** Of a part, heading and the space after it included. */
export function sectionHeight({ head, body }: Layout, { allowed }: SetSection): number {
  return head * lineHeight + 2 + allowed * body * lineHeight + 9;
}

function heightOf(layout: Layout): number {
  const sum = (at: Form['at']): number => layout.sections.filter(({ form }) => form.at === at).reduce((height, each) => height + sectionHeight(layout, each), 0);
  return sum('top') + Math.max(sum('left'), sum('right')) + sum('foot');
}
