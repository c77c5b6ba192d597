import { type Block, type GuidePage, plainWords } from './blocks.ts';

export interface GuideHit {
  readonly page: string;
  readonly section?: string;
  /** `Places`, or `Places › Two places`. */
  readonly title: string;
  /** The words around the first one that was found, in pieces: those with `found` are what was looked for. */
  readonly excerpt: readonly { readonly text: string; readonly found: boolean }[];
}

interface Section {
  readonly page: string;
  readonly section?: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

const excerptLength = 160;

/** Sections that have all the words, those with the words in their title first; the last word may be unfinished. */
export function searchGuide(pages: readonly GuidePage[], typed: string): readonly GuideHit[] {
  const words = typed.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits: { readonly score: number; readonly section: Section }[] = [];
  for (const section of pages.flatMap(sectionsOf)) {
    const heading = section.heading.toLocaleLowerCase();
    const text = `${section.title} ${section.text}`.toLocaleLowerCase();
    if (!words.every((word) => begins(text, word))) continue;
    const named = words.filter((word) => begins(heading, word)).length;
    hits.push({ score: named * 10 + (section.section === undefined ? 1 : 0), section });
  }
  return hits
    .toSorted((a, b) => b.score - a.score)
    .map(({ section: { page, section, title, text } }) => ({ page, title, excerpt: excerptOf(text, words), ...(section === undefined ? {} : { section }) }));
}

/** What stands under each heading, and what stands before the first. */
function sectionsOf({ id, title, blocks }: GuidePage): readonly Section[] {
  const sections: { readonly section?: string; readonly heading: string; readonly parts: string[] }[] = [{ heading: title, parts: [] }];
  for (const block of blocks) {
    if (block.kind === 'heading') sections.push({ section: block.id, heading: plainWords(block.inside), parts: [] });
    else sections.at(-1)?.parts.push(textOf(block));
  }
  return sections.map(({ section, heading, parts }) => ({ page: id, title: section === undefined ? title : `${title} › ${heading}`, heading, text: parts.join(' '), ...(section === undefined ? {} : { section }) }));
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return plainWords(block.inside);
    case 'list':
      return block.items.map((item) => item.map(textOf).join(' ')).join(' ');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(plainWords).join(' ')).join(' ');
    case 'code':
      return block.text;
    case 'quote':
      return block.inside.map(textOf).join(' ');
    case 'picture':
      return block.alt;
  }
}

function begins(text: string, word: string): boolean {
  return positionsOf(text, word).length > 0;
}

/** Where a word begins that starts so. */
function positionsOf(text: string, word: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) found.push(at);
  return found;
}

function excerptOf(text: string, words: readonly string[]): GuideHit['excerpt'] {
  const small = text.toLocaleLowerCase();
  const first = Math.min(...words.map((word) => positionsOf(small, word)[0] ?? Number.POSITIVE_INFINITY));
  const start = first === Number.POSITIVE_INFINITY || first < 60 ? 0 : text.lastIndexOf(' ', first - 50) + 1;
  const end = start + excerptLength >= text.length ? text.length : Math.max(text.lastIndexOf(' ', start + excerptLength), start + 1);
  const marks = words
    .flatMap((word) => positionsOf(small, word).map((at) => ({ at, end: at + word.length })))
    .filter(({ at, end: stop }) => at >= start && stop <= end)
    .toSorted((a, b) => a.at - b.at || b.end - a.end);
  const pieces: { text: string; found: boolean }[] = [];
  let at = start;
  for (const mark of marks) {
    if (mark.at < at) continue;
    pieces.push({ text: text.slice(at, mark.at), found: false }, { text: text.slice(mark.at, mark.end), found: true });
    at = mark.end;
  }
  pieces.push({ text: text.slice(at, end), found: false });
  if (start > 0) pieces.unshift({ text: '… ', found: false });
  if (end < text.length) pieces.push({ text: ' …', found: false });
  return pieces.filter((piece) => piece.text !== '');
}
