import type { Run } from '../../app/data/use-run.ts';
import type { RestoreAddress } from './address.ts';

export type Choice = Extract<Run['request'], { kind: 'restore-plan' }>['choice'];

/** What of it the address names; undefined where it names nothing that could be brought back. */
export function choiceOf({ incidents = [], backup, to, table, change, records, fields }: RestoreAddress): Choice | undefined {
  if (incidents.length > 0) return { by: 'incidents', incidents: [...incidents] };
  if (backup === undefined || table === undefined || records?.length === 0 || fields?.length === 0) return undefined;
  // These records as they were then, whatever became of them.
  if (to === undefined) return records === undefined ? undefined : { by: 'tables', backup, tables: [{ name: table, ids: [...records], ...(fields === undefined ? {} : { fields: [...fields] }) }] };
  if (change === undefined) return undefined;
  return { by: 'comparison', backup, to, table, change, ...(records === undefined ? {} : { records: [...records] }), ...(fields === undefined ? {} : { fields: [...fields] }) };
}
