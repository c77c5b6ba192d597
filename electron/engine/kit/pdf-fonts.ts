import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { unpackWoff } from './woff.ts';

export type Weight = 400 | 600 | 700;

/** A part of a text that one font can show. */
export interface FontRun {
  readonly text: string;
  /** Name under which the document knows the font. */
  readonly font: string;
}

/** What of a PDF document choosing fonts takes. */
export interface FontDocument {
  registerFont(name: string, font: string | Buffer, family?: string): unknown;
  /** Opens a registered font; the tables of what it can show are in `font`. */
  openFont(name: string): { hasGlyphForCodePoint(codePoint: number): boolean };
}

/** A font of this computer, for scripts that Inter lacks. */
export interface SystemFont {
  readonly file: string;
  /** Which of the fonts in a collection (.ttc). */
  readonly family?: string;
}

const subsets = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'] as const;
const missing = '?';
const nothingToShow = /^[\p{Default_Ignorable_Code_Point}]$/u;

export class PdfFonts {
  readonly #document: FontDocument;
  readonly #system: readonly SystemFont[];
  readonly #opened = new Map<string, ReturnType<FontDocument['openFont']> | undefined>();
  readonly #registered = new Set<string>();
  #lacking = false;

  constructor(document: FontDocument, system: readonly SystemFont[]) {
    this.#document = document;
    this.#system = system;
  }

  /** Some of what was to be shown is in no font, and question marks stand for it. */
  get lacking(): boolean {
    return this.#lacking;
  }

  /** The font for text of our own. */
  plain(weight: Weight): string {
    return this.#inter('latin', weight);
  }

  /** Splits a text by the fonts it takes: Inter, else a font of this computer, else question marks. */
  runs(text: string, weight: Weight): FontRun[] {
    const runs: { text: string; font: string }[] = [];
    let spaces = '';
    for (const { segment } of new Intl.Segmenter().segment(text)) {
      if (segment === ' ') {
        spaces += segment;
        continue;
      }
      const { text: shown, font } = this.#place(segment, weight);
      const last = runs.at(-1);
      if (last?.font === font) {
        // Inside a script: it must not be torn apart.
        last.text += spaces + shown;
      } else {
        // Between two: at the edge of one that is written from the right it would end up on the wrong side.
        if (spaces !== '') runs.push({ text: spaces, font: this.plain(weight) });
        runs.push({ text: shown, font });
      }
      spaces = '';
    }
    if (spaces !== '') runs.push({ text: spaces, font: this.plain(weight) });
    return runs;
  }

  #place(cluster: string, weight: Weight): FontRun {
    const codePoints = Array.from(cluster).filter((character) => !nothingToShow.test(character)).map((character) => character.codePointAt(0) ?? 0);
    for (const font of this.#candidates(weight)) {
      const opened = this.#open(font);
      if (opened !== undefined && codePoints.every((codePoint) => opened.hasGlyphForCodePoint(codePoint))) return { text: cluster, font };
    }
    this.#lacking = true;
    return { text: missing, font: this.plain(weight) };
  }

  *#candidates(weight: Weight): Generator<string> {
    for (const subset of subsets) yield this.#inter(subset, weight);
    for (const { file, family } of this.#system) {
      const name = `${file} ${family ?? ''}`;
      if (!this.#registered.has(name)) this.#document.registerFont(name, file, family);
      this.#registered.add(name);
      yield name;
    }
  }

  #inter(subset: (typeof subsets)[number], weight: Weight): string {
    const name = `${subset} ${weight}`;
    if (this.#registered.has(name)) return name;
    this.#document.registerFont(name, unpackWoff(readFileSync(packages.resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff`))));
    this.#registered.add(name);
    return name;
  }

  #open(name: string): ReturnType<FontDocument['openFont']> | undefined {
    if (!this.#opened.has(name)) {
      try {
        this.#opened.set(name, this.#document.openFont(name));
      } catch {
        // A font of this computer that cannot be read is no font.
        this.#opened.set(name, undefined);
      }
    }
    return this.#opened.get(name);
  }
}

/** Not named `require`: electron-vite puts one of that name into the bundle. */
const packages = createRequire(import.meta.url);

/** Fonts with many scripts that the systems bring with them, the widest first. Emoji fonts are pictures, which a PDF cannot hold as a font. */
const wellKnown: Readonly<Partial<Record<NodeJS.Platform, readonly SystemFont[]>>> = {
  darwin: [{ file: '/System/Library/Fonts/Supplemental/Arial Unicode.ttf' }, { file: '/Library/Fonts/Arial Unicode.ttf' }],
  win32: [
    { file: 'C:\\Windows\\Fonts\\arial.ttf' },
    { file: 'C:\\Windows\\Fonts\\msyh.ttc', family: 'MicrosoftYaHei' },
    { file: 'C:\\Windows\\Fonts\\YuGothM.ttc', family: 'YuGothic-Medium' },
    { file: 'C:\\Windows\\Fonts\\malgun.ttf' },
    { file: 'C:\\Windows\\Fonts\\Nirmala.ttf' },
    { file: 'C:\\Windows\\Fonts\\LeelawUI.ttf' },
    { file: 'C:\\Windows\\Fonts\\seguisym.ttf' },
  ],
  linux: [
    { file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
    { file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', family: 'NotoSansCJKjp-Regular' },
    { file: '/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf' },
    { file: '/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf' },
    { file: '/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf' },
    { file: '/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf' },
    { file: '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf' },
  ],
};

/** Those that are there. */
export function systemFonts(platform: NodeJS.Platform = process.platform): readonly SystemFont[] {
  return (wellKnown[platform] ?? []).filter(({ file }) => existsSync(file));
}
