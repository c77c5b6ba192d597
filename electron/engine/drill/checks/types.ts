import type { DrillCheck } from '../drill-desk.ts';
import type { Misfit } from '../types-tally.ts';
import { backUpAgain, counted, failed, formatted, notChecked, passed, some } from '../words.ts';

/** A table as it was held against its schema. */
export interface TypedTable {
  readonly name: string;
  readonly records: number;
  /** The backup has its schema. */
  readonly hasSchema: boolean;
  /** The schema is the one that the backup says its records were read by. */
  readonly isItsSchema: boolean;
  readonly misfits: readonly Misfit[];
  /** Records that share their id with another one, or have none. */
  readonly sameId: number;
}

/** Would the records be taken as what they are? What does not fit its own schema is left alone by a restore, for a platform refuses it. */
export function checkTypes(tables: readonly TypedTable[]): readonly DrillCheck[] {
  const failures = tables.flatMap(failuresOf);
  const unknown = tables.filter(({ hasSchema, records }) => !hasSchema && records > 0);
  const about = { id: 'types', kind: 'types', name: 'Every record fits the description of its table' } as const;
  const fine = tables.length - new Set([...failures.map(({ table }) => table), ...unknown.map(({ name }) => name)]).size;
  if (unknown.length > 0) failures.push(notChecked({ ...about, id: 'types-unknown', table: unknown.length === 1 ? unknown[0]?.name : undefined }, `The backup has no description of ${some(unknown.map(({ name }) => `“${name}”`), 5)}, so records there were held against none.`));
  if (fine > 0 && fine === tables.length) return [passed(about, `Types and required fields of all records in ${counted(tables.length, 'table')} are as described.`)];
  return fine > 0 ? [...failures, passed(about, `In ${counted(fine, 'table')} types and required fields are as described.`)] : failures;
}

function failuresOf({ name, isItsSchema, hasSchema, misfits, sameId }: TypedTable): DrillCheck[] {
  const what = { id: `types-${name}`.slice(0, 200), kind: 'types', name: `Every record of “${name}” fits the description of its table`, table: name } as const;
  const found: DrillCheck[] = [];
  if (hasSchema && !isItsSchema) {
    found.push(failed({ ...what, id: `types-schema-${name}`.slice(0, 200) }, { detail: `The description of “${name}” in the backup is not the one that its records were read by.`, consequence: `“${name}” could be restored by a wrong description: values may be refused or changed.`, nextStep: backUpAgain }));
  }
  if (sameId > 0) {
    found.push(failed({ ...what, id: `types-ids-${name}`.slice(0, 200), name: `Every record of “${name}” has an id of its own` }, { detail: `${counted(sameId, 'record')} of “${name}” ${sameId === 1 ? 'has' : 'have'} no id, or that of another record.`, consequence: 'They would overwrite each other in a restore.', nextStep: 'Make a full backup (“Back up everything anew”), then drill again.' }));
  }
  if (misfits.length > 0) {
    const said = misfits.map(({ field, kind, expected, records }) => (kind === 'required' ? `“${field}” is required and has no value in ${counted(records, 'record')}` : `“${field}” should hold ${expected === undefined || expected === '' ? 'something else' : expected} and does not in ${counted(records, 'record')}`));
    const most = Math.max(...misfits.map(({ records }) => records));
    found.push(
      failed(what, {
        detail: `${some(said, 5)}.`,
        consequence: `The platform may refuse ${most === 1 ? 'such a record' : `these records (at least ${formatted(most)})`} of “${name}” in a restore; they would have to be brought back by hand.`,
        nextStep: `Look at these fields of “${name}” in the app: fill in or correct the values, or change what the table asks for. Then back up and drill again.`,
      }),
    );
  }
  return found;
}
