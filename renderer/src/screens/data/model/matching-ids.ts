import type { PageAnswer } from './table-windows.ts';

/** What one export takes (the contract's own bound). */
export const mostIds = 100_000;
const atOnce = 500;

/**
 * The ids of everything that matches, page by page; undefined where that is more than one export takes.
 * `tell` hears the fraction that is done.
 */
export async function matchingIds(fetchPage: (offset: number, limit: number) => Promise<PageAnswer>, tell: (fraction: number) => void): Promise<readonly string[] | undefined> {
  const ids: string[] = [];
  for (;;) {
    const { total, rows } = await fetchPage(ids.length, atOnce);
    if (total > mostIds) return undefined;
    for (const { id } of rows) ids.push(id);
    tell(total === 0 ? 1 : ids.length / total);
    if (rows.length === 0 || ids.length >= total) return ids;
  }
}
