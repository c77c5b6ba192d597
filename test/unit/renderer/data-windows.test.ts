import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageSize, TableWindows } from '../../../renderer/src/screens/data/model/table-windows.ts';

/** A table on the other side of a line that answers when told to. */
function slowTable(total: number) {
  const asked: { readonly offset: number; readonly signal: AbortSignal; readonly answer: () => void; readonly fail: (error: Error) => void }[] = [];
  let changes = 0;
  const windows = new TableWindows({
    expectedTotal: total,
    onChange: () => (changes += 1),
    fetchPage: (offset, limit, signal) =>
      new Promise((resolve, reject) => {
        const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, row) => ({ id: String(offset + row), json: '{}' }));
        asked.push({ offset, signal, answer: () => resolve({ total, rows }), fail: reject });
      }),
  });
  return { windows, asked, changes: () => changes, offsets: () => asked.map(({ offset }) => offset) };
}

const settle = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(200);
};

describe('the rows of a table, in windows', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('fetches what is in view first, then what comes next, and nothing else', async () => {
    const { windows, asked, offsets } = slowTable(100_000);
    windows.show(150, 175);
    await settle();
    expect(offsets()).toEqual([0, 200]);
    for (const { answer } of asked) answer();
    await settle();
    expect(windows.row(174)?.id).toBe('174');
    expect(offsets()).toEqual([0, 200]);
  });

  it('cancels what was scrolled past before it came, and shows only where it stopped', async () => {
    const { windows, asked } = slowTable(100_000);
    windows.show(0, 25);
    for (let row = 1000; row <= 90_000; row += 1000) windows.show(row, row + 25);
    await settle();
    expect(asked[0]?.signal.aborted).toBe(true);
    // A fling over 90 pages asked for a handful of them.
    expect(asked.length).toBeLessThan(6);
    for (const { answer, signal } of asked) if (!signal.aborted) answer();
    await settle();
    for (const { answer, signal } of asked) if (!signal.aborted) answer();
    await settle();
    expect(windows.row(90_010)?.id).toBe('90010');
    expect(windows.row(0)).toBeUndefined();
  });

  it('forgets what is far away, so that a table of any length fits', async () => {
    const { windows, asked } = slowTable(1_000_000);
    for (let row = 0; row < 100 * pageSize; row += pageSize) {
      windows.show(row, row + 25);
      await settle();
      for (const { answer } of asked) answer();
      await settle();
    }
    const known = Array.from({ length: 110 }, (_, page) => windows.row(page * pageSize)).filter((row) => row !== undefined);
    expect(known.length).toBeLessThanOrEqual(62);
    expect(windows.row(99 * pageSize)).toBeDefined();
  });

  it('says when rows cannot be had, and goes on after another try', async () => {
    const { windows, asked, offsets } = slowTable(500);
    windows.show(0, 25);
    asked[0]?.fail(new Error('gone'));
    await settle();
    expect(windows.problem).toEqual(new Error('gone'));
    const before = offsets().length;
    await settle();
    expect(offsets()).toHaveLength(before);
    windows.retry();
    await settle();
    expect(windows.problem).toBeUndefined();
    expect(offsets().length).toBeGreaterThan(before);
  });

  it('asks for nothing beyond the end, and for nothing once closed', async () => {
    const { windows, asked, offsets } = slowTable(30);
    windows.show(0, 30);
    await settle();
    expect(offsets()).toEqual([0]);
    windows.close();
    expect(asked[0]?.signal.aborted).toBe(true);
    windows.show(0, 30);
    await settle();
    expect(offsets()).toEqual([0]);
  });
});
