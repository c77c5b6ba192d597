import type { DrillCheck } from '../drill-desk.ts';
import type { Damage } from '../work.ts';
import { backUpAgain, counted, failed, formatted, passed, some } from '../words.ts';

export interface ObjectFacts {
  readonly damage: readonly Damage[];
  /** Lists of where things lie that cannot be read. */
  readonly damagedLists: ReadonlyMap<string, string>;
  readonly objects: number;
  /** Of the backup that was restored, for people. */
  readonly backup: string;
}

/** Every part of the backup was fetched, opened and its id computed anew: what came of it, table by table. */
export function checkObjects({ damage, damagedLists, objects, backup }: ObjectFacts): readonly DrillCheck[] {
  const byTable = new Map<string | null, Damage[]>();
  for (const each of damage) byTable.set(each.table, [...(byTable.get(each.table) ?? []), each]);
  const failures = [...byTable].map(([table, found]) => {
    const records = found.reduce((sum, one) => sum + one.records, 0);
    const named = [...new Set(found.map(({ object, problem }) => `${object}: ${problem}`))];
    const rest = table === null ? 'the app’s settings, its list of uploaded files or the description of its tables' : `“${table}”`;
    return failed({ id: `objects-${table ?? ''}`.slice(0, 200), kind: 'objects', name: `Every part of ${rest} is there and undamaged`, ...(table === null ? {} : { table }) }, {
      detail: `${counted(found.length, 'part')} of ${rest} in the backup of ${backup} cannot be read. ${some(named)}`,
      consequence: table === null ? `Not all of ${rest} would come back from this place.` : `${records === 0 ? 'Records' : counted(records, 'record')} of “${table}” would not come back from this place.`,
      nextStep: backUpAgain,
    });
  });
  const lists = [...damagedLists].map(([object, problem]) =>
    failed({ id: `objects-${object}`.slice(0, 200), kind: 'objects', name: 'The lists of where things lie can be read' }, {
      detail: `${object}: ${problem} Nothing is lost: what it said was found in the parts themselves.`,
      consequence: 'Getting back takes longer, and something at this place damages what lies there.',
      nextStep: 'Back up again: the list is written anew.',
    }),
  );
  if (failures.length + lists.length > 0) return [...failures, ...lists];
  return [passed({ id: 'objects', kind: 'objects', name: 'Every part of the backup is there and undamaged' }, `${formatted(objects)} ${objects === 1 ? 'object was' : 'objects were'} fetched and opened, and what each holds is what its name says.`)];
}
