import type { DrillCheck } from '../drill-desk.ts';
import { counted, failed, formatted, moment, notChecked, passed, some } from '../words.ts';

/** A table of the backup beside the app as it is now. */
export interface LiveTable {
  readonly table: string;
  /** The backup has it. */
  readonly isInBackup: boolean;
  /** Records that came back from the backup. */
  readonly records: number;
  /** Records in the app now; undefined where it does not say. */
  readonly now: number | undefined;
  /** What the app changed since the newest record of the backup; undefined where it cannot be asked. */
  readonly since: { /** Records that the backup lacks. */ readonly created: number; /** Of those and of others, changed before the backup was read, and not in it like that. */ readonly overlooked: number } | undefined;
  /** Why it could not be asked. */
  readonly why?: string;
}

/** Are there as many records as in the app, and the newest of them as fresh, but for what was edited since? @param readStartedAt when the backup began to read */
export function checkSource(readStartedAt: string, tables: readonly LiveTable[]): readonly DrillCheck[] {
  const overlooked = tables.filter(({ since }) => since !== undefined && since.overlooked > 0).map(({ table, since }) =>
    failed({ id: `fresh-${table}`.slice(0, 200), kind: 'fresh', name: `The newest records of “${table}” are as fresh as the backup says`, table }, {
      detail: `${counted(since?.overlooked ?? 0, 'record')} of “${table}” ${since?.overlooked === 1 ? 'was' : 'were'} changed in the app before the backup of ${moment(readStartedAt)} was read, and ${since?.overlooked === 1 ? 'is' : 'are'} not in it like that.`,
      consequence: `In “${table}” you would fall back further than the backup says.`,
      nextStep: 'Make a full backup (“Back up everything anew”), then drill again.',
    }),
  );
  const fewer = tables.filter(isShort).map(({ table, isInBackup, records, now, since }) =>
    failed({ id: `source-${table}`.slice(0, 200), kind: 'source', name: `As many records of “${table}” as in the app`, table }, {
      detail: isInBackup
        ? `The app has ${counted(now ?? 0, 'record')} of “${table}”, the backup ${formatted(records)}. ${since === undefined || since.created === 0 ? 'None was' : `Only ${formatted(since.created)} ${since.created === 1 ? 'was' : 'were'}`} added since.`
        : `The app has a table “${table}” with ${counted(now ?? 0, 'record')}, and the backup does not have it at all.`,
      consequence: `${counted((now ?? 0) - records - (since?.created ?? 0), 'record')} of “${table}” that ${isInBackup ? 'belong' : 'belonged'} to your app when the backup was made would not come back.`,
      nextStep: 'Back up now, for what was brought back into the app lately; then drill again. If it stays, make a full backup (“Back up everything anew”) and look at what this access token may read.',
    }),
  );
  const named = new Set([...overlooked, ...fewer].map(({ table }) => table));
  const unknown = tables.filter((each) => !named.has(each.table) && isUnknown(each));
  const known = tables.filter((each) => !named.has(each.table) && !isUnknown(each));
  const edited = known.filter(({ now, records }) => now !== records);
  const about = { id: 'source', kind: 'source', name: 'As many records as in the app, and as fresh' } as const;
  return [
    ...overlooked,
    ...fewer,
    ...(unknown.length === 0 ? [] : [notChecked({ ...about, id: 'source-unknown', ...(unknown.length === 1 ? { table: unknown[0]?.table } : {}) }, `${some(unknown.map(({ table }) => `“${table}”`), 5)}: ${unknown[0]?.why ?? 'the app does not say how many there are, or what changed since.'}`)]),
    ...(known.length === 0
      ? []
      : [passed(about, edited.length === 0 ? `${counted(known.length, 'table')}, each with as many records as the app has now.` : `${counted(known.length, 'table')} as in the app but for later edits: ${some(edited.map(({ table, records, now }) => `“${table}” has ${formatted(now ?? 0)} now, ${formatted(records)} in the backup`))}.`)]),
  ];
}

/** More in the app than the backup has and were added since. */
function isShort({ now, records, since, why }: LiveTable): boolean {
  return why === undefined && now !== undefined && since !== undefined && now > records + since.created;
}

function isUnknown({ now, records, since, why }: LiveTable): boolean {
  if (why !== undefined || now === undefined) return true;
  return since === undefined && now !== records;
}

/** Of all tables at once: the app could not be asked. */
export function sourceAway(why: string): DrillCheck {
  return notChecked({ id: 'source', kind: 'source', name: 'As many records as in the app, and as fresh' }, why);
}
