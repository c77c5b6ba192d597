/**
 * Reads the user guide, docs/guide/*.md, into plain data for the page (docs/adr/0039). What the page could not draw or follow stops the
 * build: HTML, dead links, missing pictures.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

import { lexer, type Token, type Tokens } from 'marked';
import type { Plugin } from 'vite';

import type { Block, GuidePage, Inline } from '../renderer/src/components/guide/blocks.ts';

/** A page, and the pictures it shows: `picture 0` in its blocks stands for the first of them. */
export interface ReadPage {
  readonly page: GuidePage;
  /** Paths from the page's own folder. */
  readonly pictures: readonly string[];
}

/** Makes `import { page } from '…/docs/guide/03-places.md'` a page of the guide. */
export function guidePages(): Plugin {
  return {
    name: 'holdfast-guide',
    load(id) {
      const path = id.replace(/\?.*$/s, '');
      if (!/[\\/]docs[\\/]guide[\\/][^\\/]+\.md$/.test(path)) return;
      const { page, pictures } = readPage(path);
      this.addWatchFile(path);
      const imports = pictures.map((picture, index) => `import p${index} from ${JSON.stringify(`${picture}?url`)};`);
      const data = JSON.stringify(page).replaceAll(/"picture (\d+)"/g, 'p$1');
      return { code: `${imports.join('\n')}\nexport const page = ${data};\n`, map: null };
    },
  };
}

/** The files of the guide, in the order of their numbers, its index first. */
export function guideFiles(folder: string): readonly string[] {
  const names = readdirSync(folder, 'utf8').filter((name) => name.endsWith('.md') && name !== 'README.md');
  names.sort();
  return ['README.md', ...names].map((name) => join(folder, name));
}

/** @throws Error naming file and text, where the page could not show it */
export function readPage(path: string): ReadPage {
  const reading = new Reading(path);
  const [title, ...rest] = lexer(readFileSync(path, 'utf8')).filter(({ type }) => type !== 'space');
  if (title === undefined || !isA(title, 'heading') || title.depth !== 1) return reading.refuse('it does not begin with its title');
  const page = { id: pageId(path), title: words(reading.inlines(title.tokens)), blocks: rest.flatMap((token) => reading.block(token)) };
  return { page, pictures: reading.pictures };
}

/** `places` of `03-places.md`. */
function pageId(path: string): string {
  const name = basename(path, '.md');
  return name === 'README' ? 'index' : name.replace(/^\d+-/, '');
}

class Reading {
  readonly pictures: string[] = [];
  readonly #path: string;
  readonly #used = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  refuse(why: string): never {
    throw new Error(`${this.#path}: ${why}.`);
  }

  block(token: Token): readonly Block[] {
    if (token.type === 'space') return [];
    if (isA(token, 'heading')) {
      if (token.depth !== 2 && token.depth !== 3) return this.refuse(`only two levels of headings are drawn below the title: ${token.text}`);
      const inside = this.inlines(token.tokens);
      return [{ kind: 'heading', level: token.depth, id: this.#anchor(words(inside)), inside }];
    }
    if (isA(token, 'paragraph')) {
      const [only, ...more] = token.tokens;
      if (only !== undefined && isA(only, 'image') && more.length === 0) return [this.#picture(only)];
      return [{ kind: 'paragraph', inside: this.inlines(token.tokens) }];
    }
    // The words of a list's item that has no paragraphs.
    if (isA(token, 'text')) return [{ kind: 'paragraph', inside: this.inlines(token.tokens ?? []) }];
    if (isA(token, 'list')) return [{ kind: 'list', ordered: token.ordered, start: token.start === '' ? 1 : token.start, items: token.items.map((item) => item.tokens.flatMap((each) => this.block(each))) }];
    if (isA(token, 'table')) return [{ kind: 'table', head: token.header.map((cell) => this.inlines(cell.tokens)), rows: token.rows.map((row) => row.map((cell) => this.inlines(cell.tokens))) }];
    if (isA(token, 'code')) return [{ kind: 'code', text: token.text }];
    if (isA(token, 'blockquote')) return [{ kind: 'quote', inside: token.tokens.flatMap((each) => this.block(each)) }];
    return this.refuse(`the page does not draw this (${token.type}): ${token.raw.slice(0, 80)}`);
  }

  inlines(tokens: readonly Token[]): readonly Inline[] {
    return tokens.map((token): Inline => {
      if (isA(token, 'text') || isA(token, 'escape')) {
        if (/&\w+;/.test(token.text)) this.refuse(`write the sign itself: ${token.text.slice(0, 80)}`);
        // A line's end in the file is a space on the page.
        return { kind: 'text', text: token.text.replaceAll('\n', ' ') };
      }
      if (isA(token, 'codespan')) return { kind: 'code', text: token.text };
      if (isA(token, 'strong')) return { kind: 'strong', inside: this.inlines(token.tokens) };
      if (isA(token, 'em')) return { kind: 'emphasis', inside: this.inlines(token.tokens) };
      if (isA(token, 'link')) return this.#link(token);
      return this.refuse(`the page does not draw this inside a line (${token.type}): ${token.raw.slice(0, 80)}`);
    });
  }

  #link({ href, tokens }: Tokens.Link): Inline {
    const inside = this.inlines(tokens);
    if (href.startsWith('https://')) return { kind: 'outside', address: href, inside };
    if (/^[a-z]+:/i.test(href)) return this.refuse(`a link is to a file, or begins with https: ${href}`);
    const [file = '', section] = href.split('#');
    const target = file === '' ? this.#path : normalize(join(dirname(this.#path), file));
    if (!existsSync(target)) return this.refuse(`a link leads to nothing: ${href}`);
    if (dirname(target) !== dirname(this.#path) || !target.endsWith('.md')) return { kind: 'source', path: target.slice(dirname(dirname(dirname(this.#path))).length + 1).replaceAll('\\', '/'), inside };
    if (section !== undefined && !anchorsOf(target).has(section)) return this.refuse(`a link leads to a section that is not there: ${href}`);
    return { kind: 'page', page: pageId(target), inside, ...(section === undefined ? {} : { section }) };
  }

  /** Taken by the walk through every screen, at the smaller of its sizes, in both themes. */
  #picture({ href, text }: Tokens.Image): Block {
    if (!/^\.\.\/pictures\/[\w-]+-light-900\.webp$/.test(href)) return this.refuse(`pictures are ../pictures/NAME-light-900.webp: ${href}`);
    if (text.trim() === '') return this.refuse(`a picture without words for those who do not see it: ${href}`);
    const [light, dark] = [href, href.replace('-light-', '-dark-')].map((file) => {
      if (!existsSync(join(dirname(this.#path), file))) this.refuse(`the picture is not there: ${file}`);
      return `picture ${this.pictures.push(file) - 1}`;
    });
    return { kind: 'picture', light: light ?? '', dark: dark ?? '', alt: text };
  }

  #anchor(title: string): string {
    const base = anchorOf(title);
    let id = base;
    for (let n = 1; this.#used.has(id); n++) id = `${base}-${n}`;
    this.#used.add(id);
    return id;
  }
}

/** Of the headings of another page, without following its links. */
function anchorsOf(path: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, title = ''] of readFileSync(path, 'utf8').replaceAll(/^```.*?^```/gms, '').matchAll(/^#{2,3} +(.+)$/gm)) found.add(anchorOf(title.replaceAll(/[*`]/g, '')));
  return found;
}

/** What GitHub makes of a heading: small letters, no punctuation, hyphens for spaces. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function words(parts: readonly Inline[]): string {
  return parts.map((part) => ('text' in part ? part.text : words(part.inside))).join('');
}

interface Known {
  readonly heading: Tokens.Heading;
  readonly paragraph: Tokens.Paragraph;
  readonly text: Tokens.Text;
  readonly escape: Tokens.Escape;
  readonly list: Tokens.List;
  readonly table: Tokens.Table;
  readonly code: Tokens.Code;
  readonly blockquote: Tokens.Blockquote;
  readonly codespan: Tokens.Codespan;
  readonly strong: Tokens.Strong;
  readonly em: Tokens.Em;
  readonly link: Tokens.Link;
  readonly image: Tokens.Image;
}

/** marked's own union has a member of any type, so that its kinds do not narrow it. */
function isA<K extends keyof Known>(token: Token, kind: K): token is Known[K] & Token {
  return token.type === kind;
}
