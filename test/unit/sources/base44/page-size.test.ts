import { describe, expect, it } from 'vitest';
import { createPageSize } from '../../../../electron/engine/sources/base44/listing/page-size.ts';

const mib = 1024 * 1024;

/** Asks until so many records have come, each of that size; what the pages weighed. */
function pagesOf(total: number, bytesEach: number): readonly { readonly records: number; readonly bytes: number }[] {
  const size = createPageSize();
  const pages: { records: number; bytes: number }[] = [];
  for (let got = 0, tries = 0; got < total && tries < 10_000; tries += 1) {
    const records = Math.min(size.limit, total - got);
    const bytes = records * bytesEach;
    if (bytes > size.maxBytes && size.tooLarge()) continue;
    got += records;
    pages.push({ records, bytes });
    size.arrived(records, bytes);
  }
  return pages;
}

describe('the size of a page', () => {
  it.each([100, 400, 2_000, 50_000, 1 * mib, 10 * mib])('comes near 4 MiB for records of %i bytes', (bytesEach) => {
    const pages = pagesOf(Math.max(20, Math.ceil((200 * mib) / bytesEach)), bytesEach);
    for (const page of pages.slice(3, -1)) {
      expect(page.records).toBeLessThanOrEqual(5000);
      expect(page.bytes).toBeLessThanOrEqual(Math.max(4 * mib, bytesEach));
      // One record more would be too many, for the size or for the platform.
      expect(page.records === 5000 || page.bytes + bytesEach > 4 * mib - bytesEach).toBe(true);
    }
  });

  it('takes one record of any size that fits in memory', () => {
    expect(pagesOf(3, 200 * mib)).toHaveLength(3);
  });

  it('goes down to one record when a page cannot be read, and grows again in steps', () => {
    const size = createPageSize();
    expect(size.failed()).toBe(true);
    expect(size.limit).toBe(1);
    expect(size.failed()).toBe(false);
    const limits = Array.from({ length: 8 }, () => {
      size.arrived(size.limit, size.limit * 100);
      return size.limit;
    });
    expect(limits).toEqual([4, 16, 64, 256, 1024, 4096, 5000, 5000]);
  });
});
