import { lineHeight, type PdfSheet } from '../kit/pdf-sheet.ts';
import type { RunbookSection } from './runbook.ts';

/** Where the parts of the page stand, in points. */
export const margin = 44;
export const pageWidth = 507.28;
export const gap = 20;
const columnWidth = (pageWidth - gap) / 2;

/** What a part may look like: all in a column, labels before their texts, or above them. */
interface Form {
  readonly at: 'top' | 'left' | 'right' | 'foot';
  /** Width of the column of labels at full size; 0 = the label is a line of its own. */
  readonly label: number;
  /** Lines that it keeps when there is too much. */
  readonly least: number;
}

const forms: Readonly<Record<string, Form>> = {
  challenge: { at: 'top', label: 14, least: 14 },
  people: { at: 'top', label: 128, least: 8 },
  steps: { at: 'left', label: 14, least: 18 },
  places: { at: 'right', label: 0, least: 8 },
  key: { at: 'right', label: 74, least: 4 },
  golden: { at: 'right', label: 0, least: 3 },
  notes: { at: 'left', label: 0, least: 4 },
  messages: { at: 'foot', label: 74, least: 9 },
  proofs: { at: 'right', label: 74, least: 6 },
};
const otherwise: Form = { at: 'foot', label: 0, least: 2 };

const scales = [1.12, 1.06, 1, 0.94, 0.88, 0.82];
const bodySize = 9.4;
const headSize = 11;
/** Beyond it nothing fits anyway, and breaking it into lines takes its time. */
const mostCharacters = 1600;
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
}

export interface Layout {
  readonly scale: number;
  readonly body: number;
  readonly head: number;
  readonly sections: readonly SetSection[];
}

/** Finds the size at which all fits into `height`; where not even the smallest does, the longest parts are cut. */
export function layOut(sheet: PdfSheet, sections: readonly RunbookSection[], height: number): Layout {
  let last: Layout | undefined;
  for (const scale of scales) {
    last = setAt(sheet, sections, scale);
    if (heightOf(last) <= height) return last;
  }
  const layout = last ?? setAt(sheet, sections, 1);
  while (heightOf(layout) > height) {
    const longest = layout.sections.filter(({ allowed, form }) => allowed > form.least).toSorted((a, b) => b.allowed - b.form.least - (a.allowed - a.form.least))[0];
    if (longest === undefined) break;
    longest.allowed -= 1;
  }
  return layout;
}

/** Titles of what does not fit whole. */
export function cutShort({ sections }: Layout): readonly string[] {
  return sections.filter(({ allowed, wanted, items }) => allowed < wanted || items.some(isCut)).map(({ section }) => section.title);
}

function isCut({ text }: SetItem): boolean {
  return text.length > mostCharacters;
}

function setAt(sheet: PdfSheet, sections: readonly RunbookSection[], scale: number): Layout {
  const body = bodySize * scale;
  return {
    scale,
    body,
    head: headSize * scale,
    sections: sections.map((section) => {
      const form = forms[section.id] ?? otherwise;
      const width = form.at === 'left' || form.at === 'right' ? columnWidth : pageWidth;
      const labelWidth = form.label * (form.label > 20 ? scale : 1);
      const items = section.lines.map(({ label, text }): SetItem => {
        const shown = text.replaceAll('\n', ' ').slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '');
        return {
          label,
          text: text.length > mostCharacters ? `${shown} …` : shown,
          labelLines: form.label === 0 && label !== undefined ? 1 : 0,
          lines: sheet.lines(shown, width - labelWidth, { size: body, maxLines: 60 }),
        };
      });
      const wanted = items.reduce((sum, { lines, labelLines }) => sum + lines + labelLines, 0);
      return { section, form, width, labelWidth, items, allowed: wanted, wanted };
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
