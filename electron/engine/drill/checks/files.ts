import type { DrillCheck } from '../drill-desk.ts';
import { backUpAgain, counted, failed, passed, some } from '../words.ts';

/** An uploaded file that cannot be had, or is not what it was. */
export interface BrokenUpload {
  /** The object in the place. */
  readonly object: string;
  readonly problem: string;
  /** Tables whose records mention it. */
  readonly tables: readonly string[];
}

/** Does every uploaded file open, and hold what it held? */
export function checkFiles(files: number, broken: readonly BrokenUpload[]): readonly DrillCheck[] {
  const name = 'Every uploaded file opens';
  if (broken.length === 0) return [passed({ id: 'files', kind: 'files', name }, files === 0 ? 'The backup holds no uploaded files.' : `${counted(files, 'file')} opened, each with the content that was noted for it.`)];
  const byTable = new Map<string, BrokenUpload[]>();
  for (const each of broken) for (const table of each.tables.length === 0 ? [''] : each.tables) byTable.set(table, [...(byTable.get(table) ?? []), each]);
  return [...byTable].map(([table, found]) =>
    failed({ id: `files-${table}`.slice(0, 200), kind: 'files', name, ...(table === '' ? {} : { table }) }, {
      detail: `${counted(found.length, 'uploaded file')}${table === '' ? '' : ` of “${table}”`} cannot be opened. ${some(found.map(({ object, problem }) => `${object}: ${problem}`))}`,
      consequence: `${found.length === 1 ? 'That file' : 'Those files'} would not come back from this place; ${table === '' ? 'records' : `records of “${table}”`} would point at nothing.`,
      nextStep: backUpAgain,
    }),
  );
}
