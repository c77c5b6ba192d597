import { type GuidePage, plainWords } from './blocks.ts';

/**
 * The user guide, docs/guide, as it was when the page was built. These files are the one thing outside renderer/ and shared/ that the page
 * is made of: build/guide.ts makes data of them, no code (docs/adr/0039).
 */
const files = import.meta.glob<GuidePage>('../../../../docs/guide/*.md', { eager: true, import: 'page' });

/** In the order of their numbers, without the index. */
export const guidePages: readonly GuidePage[] = Object.entries(files)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([, page]) => page)
  .filter(({ id }) => id !== 'index');

export const guideIndex: GuidePage | undefined = Object.values(files).find(({ id }) => id === 'index');

export function guidePage(id: string): GuidePage | undefined {
  return Object.values(files).find((page) => page.id === id);
}

export interface GuideGroup {
  readonly title: string;
  readonly pages: readonly GuidePage[];
}

/** As the index has them: each of its headings, with the pages that it leads to. */
export const guideGroups: readonly GuideGroup[] = groupsOf(guideIndex);

function groupsOf(index: GuidePage | undefined): readonly GuideGroup[] {
  const groups: { readonly title: string; readonly pages: GuidePage[] }[] = [];
  for (const block of index?.blocks ?? []) {
    if (block.kind === 'heading') groups.push({ title: plainWords(block.inside), pages: [] });
    if (block.kind !== 'list') continue;
    for (const [first] of block.items) {
      const link = first?.kind === 'paragraph' ? first.inside[0] : undefined;
      const page = link?.kind === 'page' ? guidePage(link.page) : undefined;
      if (page !== undefined) groups.at(-1)?.pages.push(page);
    }
  }
  return groups;
}
