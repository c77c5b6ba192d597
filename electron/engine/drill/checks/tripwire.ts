import type { DrillCheck } from '../drill-desk.ts';
import { counted, failed, formatted, moment, notChecked, passed, some } from '../words.ts';

/** A table held against the complete backup before. */
export interface TripwireTable {
  readonly table: string;
  /** Records that the earlier one has and this one has not. */
  readonly missing: number;
  /** Of those that were asked for one by one: still in the app, or neither there nor deleted. */
  readonly unexplained: number;
  /** Why nobody can say what became of them. */
  readonly why?: string;
}

/** Is every record of the backup before there again, unless somebody deleted it? */
export function checkTripwire(earlier: string, tables: readonly TripwireTable[]): readonly DrillCheck[] {
  const name = (table: string): string => `Every record of “${table}” that was backed up before is there again, or was deleted`;
  const failures = tables.filter(({ unexplained }) => unexplained > 0).map(({ table, missing, unexplained }) =>
    failed({ id: `tripwire-${table}`.slice(0, 200), kind: 'tripwire', name: name(table), table }, {
      detail: `${counted(missing, 'record')} of “${table}” ${missing === 1 ? 'is' : 'are'} in the backup of ${moment(earlier)} and not in this one. The app was asked for some of them, and nobody deleted ${formatted(unexplained)}.`,
      consequence: `Records of “${table}” would be missing after a restore, though they still belong to your app.`,
      nextStep: 'Back up now, for what was brought back into the app lately. If it stays, make a full backup (“Back up everything anew”) and look at what this access token may read. The earlier backup still has them.',
    }),
  );
  const unknown = tables.filter(({ unexplained, why }) => unexplained === 0 && why !== undefined).map(({ table, missing, why }) =>
    notChecked({ id: `tripwire-${table}`.slice(0, 200), kind: 'tripwire', name: name(table), table }, `${counted(missing, 'record')} of “${table}” ${missing === 1 ? 'is' : 'are'} in the backup of ${moment(earlier)} and not in this one. Whether they were deleted is not known. ${why ?? ''}`),
  );
  const rest = tables.filter(({ unexplained, why }) => unexplained === 0 && why === undefined);
  if (rest.length === 0) return [...failures, ...unknown];
  const gone = rest.filter(({ missing }) => missing > 0);
  const detail = `${counted(rest.length, 'table')} held against the backup of ${moment(earlier)}: ${gone.length === 0 ? 'no record is missing' : `what is missing was deleted in the app (${some(gone.map(({ table, missing }) => `${counted(missing, 'record')} of “${table}”`))})`}.`;
  return [...failures, ...unknown, passed({ id: 'tripwire', kind: 'tripwire', name: 'Every record that was backed up before is there again, or was deleted' }, detail)];
}
