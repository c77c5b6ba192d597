import type { DrillCheck } from '../drill-desk.ts';
import { counted, failed, formatted, passed, some } from '../words.ts';

/** A field of a table that refers to records of others. */
export interface CheckedReference {
  readonly table: string;
  /** As a person writes it. */
  readonly field: string;
  readonly targets: readonly string[];
  /** Ids that stand there and are that of no record of the backup. */
  readonly dangling: number;
  /** Of those, as many as were asked for one by one, and were found in the app: the backup lost them. */
  readonly lost: number;
  /** The tables that it points into came back whole. */
  readonly isTargetWhole: boolean;
  /** The app was asked for some of them and has none. */
  readonly isAsked: boolean;
}

/** Does every reference lead to a record that came back? One that led nowhere in the app, too, comes back as it was. */
export function checkReferences(references: readonly CheckedReference[]): readonly DrillCheck[] {
  const broken = references.filter(({ dangling, lost, isTargetWhole }) => lost > 0 || (dangling > 0 && !isTargetWhole));
  const failures = broken.map(({ table, field, targets, dangling, lost }) =>
    failed({ id: `references-${table}-${field}`.slice(0, 200), kind: 'references', name: `Every “${field}” of “${table}” leads to a record that came back`, table }, {
      detail: `In “${table}”, “${field}” points ${counted(dangling, 'time')} at records of ${some(targets.map((name) => `“${name}”`))} that did not come back.${lost > 0 ? ` The app was asked for some of them, and has ${formatted(lost)}.` : ''}`,
      consequence: `After a restore, ${counted(dangling, 'link')} from “${table}” would lead nowhere: records of ${some(targets.map((name) => `“${name}”`))} would be missing.`,
      nextStep: 'Back up now, for what was brought back into the app lately; then drill again. If it stays, make a full backup (“Back up everything anew”) and look at what this access token may read.',
    }),
  );
  if (failures.length > 0) return failures;
  const before = references.filter(({ dangling }) => dangling > 0);
  const of = `${counted(references.length, 'field')} that ${references.length === 1 ? 'refers' : 'refer'} to other records`;
  const rest = before.map(({ table, field, dangling, isAsked }) => `${counted(dangling, 'link')} of “${table}” (${field}) led nowhere in the app already${isAsked ? '' : ', by all that the backup tells'}`);
  return [passed({ id: 'references', kind: 'references', name: 'Every link between records leads to one that came back' }, before.length === 0 ? `${of}: every link leads to a record that came back.` : `${of}: every link comes back as it was. ${some(rest)}.`)];
}
