import type { Progress } from '../engine.ts';
import type { ExpectedRecords } from './expected-records.ts';

type Report = (progress: Progress) => void;

/**
 * Makes one story of what several tables report side by side: the records of all of them together, against how many are to be
 * expected. While tables are read in full, what else goes on with those that are done is not told; when only changes are looked for,
 * the tables are counted.
 */
export function backupProgress(expected: ExpectedRecords, report: Report): Report {
  const read = new Map<string, number>();
  const settled = new Set<string>();
  let told = 0;

  /** Tables known to be read in full, and, as long as nothing says otherwise, those nothing was heard of yet. */
  function totalRecords(): number | undefined {
    if (expected.size === 0) return undefined;
    let total = 0;
    for (const [entity, records] of expected) {
      if (read.has(entity) || settled.size === 0) total += Math.max(records, read.get(entity) ?? 0);
    }
    for (const [entity, records] of read) if (!expected.has(entity)) total += records;
    return total;
  }

  return (progress) => {
    const { phase, subject } = progress;
    if (subject === undefined || (phase !== 'read' && phase !== 'settle')) {
      report(progress);
      return;
    }
    if (phase === 'settle') {
      if (read.size > 0 || settled.has(subject)) return;
      settled.add(subject);
      report({ phase, subject, done: settled.size, ...(expected.size === 0 ? {} : { total: Math.max(expected.size, settled.size) }), unit: 'objects' });
      return;
    }
    read.set(subject, progress.done);
    told = Math.max(told, [...read.values()].reduce((sum, records) => sum + records, 0));
    const total = totalRecords();
    report({ phase, subject, done: told, ...(total === undefined ? {} : { total: Math.max(total, told) }), unit: 'records' });
  };
}
