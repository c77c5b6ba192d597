import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { guideFiles, readPage } from '../../../build/guide.ts';
import { questions } from '../../../electron/engine/readiness/rubric.ts';
import { stepWords } from '../../../electron/engine/emergencies/step-words.ts';
import { emergencyStep } from '../../../shared/contract/emergencies.ts';
import { readmeText, recipeEnd, recipeStart } from '../../../electron/engine/vault/format/readme.ts';
import { helpPages } from '../../../renderer/src/app/shell/help-about.ts';
import { type Block, type GuidePage, type Inline, plainWords } from '../../../renderer/src/components/guide/blocks.ts';
import { searchGuide } from '../../../renderer/src/components/guide/search.ts';
import { en } from '../../../renderer/src/strings/en/index.ts';
import { errorCodes, HoldfastError } from '../../../shared/model/errors.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const folder = path.join(root, 'docs', 'guide');
const files = guideFiles(folder);
// Reading refuses whatever the page could not draw or follow: HTML, dead links, sections and pictures that are not there.
const read = files.map((file) => ({ file: path.basename(file), ...readPage(file) }));
const pages = read.map(({ page }) => page);
const [index, ...numbered] = pages;

describe('the guide', () => {
  it('has every page once in its index, in the order of their numbers', () => {
    const led = allBlocks(index?.blocks ?? []).flatMap((block) => (block.kind === 'list' ? block.items.flatMap(([first]) => (first?.kind === 'paragraph' ? pagesOf(first.inside) : [])) : []));
    expect(led).toEqual(numbered.map(({ id }) => id));
    expect(numbered.length).toBeGreaterThan(15);
    expect(files.slice(1).map((file) => Number.parseInt(path.basename(file), 10))).toEqual(numbered.map((_, at) => at + 1));
  });

  it('says what is on the screen in the words that are on the screen', () => {
    const known = knownWords();
    const strange = pages.flatMap((page) => boldOf(page).filter((words) => !isKnown(words, known)).map((words) => `${page.id}: ${words}`));
    expect(strange).toEqual([]);
    // A rule that finds nothing to look at holds nothing.
    expect(pages.flatMap(boldOf).length).toBeGreaterThan(100);
  });

  it('quotes whole sentences of the app as they are', () => {
    const known = knownWords();
    const quotes = pages.flatMap(({ blocks }) => allBlocks(blocks).flatMap((block) => (block.kind === 'quote' ? block.inside.map((each) => (each.kind === 'paragraph' ? plainWords(each.inside) : '')) : [])));
    expect(quotes.length).toBeGreaterThan(3);
    expect(quotes.filter((quote) => !known.exact.has(quote))).toEqual([]);
  });

  it('explains every kind of trouble, and what to do, as the program says it', () => {
    const table = pages
      .flatMap(({ id, blocks }) => (id === 'troubleshooting' ? blocks : []))
      .flatMap((block) => (block.kind === 'table' ? [block] : []))
      .at(-1);
    const rows = table?.rows.map((row) => row.map(plainWords)) ?? [];
    expect(rows.map(([code, , next]) => [code, next])).toEqual(errorCodes.map((code) => [code, new HoldfastError(code, '').nextStep]));
    expect(rows.every(([, means = '']) => means.length > 10)).toBe(true);
  });

  it('has the commands of a vault’s own README, word for word', () => {
    const text = readmeText('x');
    const commands = text.slice(text.indexOf(recipeStart) + recipeStart.length, text.indexOf(recipeEnd)).trim();
    const code = pages.flatMap(({ id, blocks }) => (id === 'vault-format' ? blocks : [])).flatMap((block) => (block.kind === 'code' ? [block.text] : []));
    expect(code).toContain(commands);
  });

  it('is where the screens lead to', () => {
    const sections = new Map(pages.map((page) => [page.id, new Set(page.blocks.flatMap((block) => (block.kind === 'heading' ? [block.id] : [])))]));
    expect(Object.values(helpPages).filter((page) => !sections.has(page))).toEqual([]);
    const renderer = path.join(root, 'renderer', 'src');
    const links = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => [...readFileSync(path.join(renderer, file), 'utf8').matchAll(/<HelpLink page="([^"]+)"(?: section="([^"]+)")?/g)].map(([, page = '', section]) => ({ file, page, section })));
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter(({ page, section }) => sections.get(page) === undefined || (section !== undefined && sections.get(page)?.has(section) === false))).toEqual([]);
  });

  it('comes into the page by one door', () => {
    const renderer = path.join(root, 'renderer', 'src');
    const doors = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && readFileSync(path.join(renderer, file), 'utf8').includes('import.meta.glob'));
    expect(doors.map((file) => file.split(path.sep).join('/'))).toEqual(['components/guide/guide.ts']);
  });

  it('stays small: what it adds to the app is below 3 MB', () => {
    const shown = new Set(read.flatMap(({ pictures }) => pictures));
    const bytes = [...[...shown].map((picture) => path.join(folder, picture)), ...files].reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
  });

  it('is found by its words, titles before texts, the last word unfinished', () => {
    const [first, ...others] = searchGuide(numbered, 'recovery ki');
    expect(first).toMatchObject({ page: 'start', section: 'the-recovery-kit', title: 'Start › The recovery kit' });
    expect(first?.excerpt.some(({ found }) => found)).toBe(true);
    expect(others.length).toBeGreaterThan(3);
    expect(searchGuide(numbered, 'ecovery')).toEqual([]);
    expect(searchGuide(numbered, '   ')).toEqual([]);
  });
});

describe('the pictures', () => {
  it('are all of screens that are still visited', () => {
    const support = path.join(root, 'test', 'app', 'support');
    const stops: ReadonlySet<string | undefined> = new Set(['tour.ts', 'tour-of-a-first-day.ts', 'tour-of-a-bad-day.ts'].flatMap((file) => [...readFileSync(path.join(support, file), 'utf8').matchAll(/\bname: '([\w-]+)'/g)].map(([, name]) => name)));
    const taken = readdirSync(path.join(root, 'docs', 'pictures')).filter((name) => name !== 'README.md');
    expect(taken.length).toBeGreaterThan(100);
    expect(taken.filter((name) => !stops.has(/^(.+)-(?:(?:light|dark)-(?:900|1280)|200)\.webp$/.exec(name)?.[1]))).toEqual([]);
  });
});

interface KnownWords {
  readonly exact: ReadonlySet<string>;
  /** Of texts with a name or a number in them. */
  readonly patterns: readonly RegExp[];
}

function knownWords(): KnownWords {
  const entries: readonly (string | { readonly one: string; readonly other: string })[] = Object.values(en);
  const texts = entries.flatMap((entry) => (typeof entry === 'string' ? [entry] : [entry.one, entry.other]));
  const engine = [...questions.map(({ title }) => title), ...emergencyStep.options.map((step) => stepWords(step, 'base44').title)];
  const open = texts.filter((text) => text.includes('{') && text.replaceAll(/\{\w+\}/g, '').trim().length > 6);
  return { exact: new Set([...texts, ...engine]), patterns: open.map((text) => new RegExp(`^${text.split(/\{\w+\}/).map((piece) => RegExp.escape(piece)).join('.+')}$`)) };
}

function isKnown(words: string, { exact, patterns }: KnownWords): boolean {
  const plain = words.replace(/[.,:]$/, '');
  return exact.has(words) || exact.has(plain) || exact.has(`${plain}.`) || patterns.some((pattern) => pattern.test(words));
}

function boldOf({ blocks }: GuidePage): readonly string[] {
  return allBlocks(blocks).flatMap(inlinesOf).flatMap((part) => (part.kind === 'strong' ? [plainWords(part.inside)] : []));
}

/** With those inside others. */
function allBlocks(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((block) => [block, ...(block.kind === 'list' ? block.items.flatMap(allBlocks) : block.kind === 'quote' ? allBlocks(block.inside) : [])]);
}

function inlinesOf(block: Block): readonly Inline[] {
  if (block.kind === 'heading' || block.kind === 'paragraph') return block.inside;
  return block.kind === 'table' ? [block.head, ...block.rows].flat(2) : [];
}

function pagesOf(parts: readonly Inline[]): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'page' ? [part.page] : []));
}
