/** A page of the user guide (docs/guide) as plain data: made from Markdown when the page is built (build/guide.ts), drawn by the Help screen. */
export interface GuidePage {
  /** Its address in the help: `places` of `03-places.md`; `index` of README.md. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; /** As GitHub names it, for links. */ readonly id: string; readonly inside: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inside: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; /** Number of the first item. */ readonly start: number; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly inside: readonly Block[] }
  | { readonly kind: 'picture'; readonly light: string; readonly dark: string; readonly alt: string };

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inside: readonly Inline[] }
  | { readonly kind: 'page'; readonly page: string; readonly section?: string; readonly inside: readonly Inline[] }
  | { readonly kind: 'outside'; readonly address: string; readonly inside: readonly Inline[] }
  /** A file of the project that is no part of the guide: words, in the app. */
  | { readonly kind: 'source'; readonly path: string; readonly inside: readonly Inline[] };

/** The words alone, as they are read. */
export function plainWords(parts: readonly Inline[]): string {
  return parts.map((part) => ('text' in part ? part.text : plainWords(part.inside))).join('');
}
