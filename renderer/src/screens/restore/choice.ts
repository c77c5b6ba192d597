import type { Run } from '../../app/data/use-run.ts';
import type { RestoreAddress } from './address.ts';

export type Choice = Extract<Run['request'], { kind: 'restore-plan' }>['choice'];

/** What of it the address names; undefined where it names nothing that could be brought back. */
export function choiceOf({ incident, backup, to, table, change, record }: RestoreAddress): Choice | undefined {
  if (incident !== undefined) return { by: 'incidents', incidents: [incident] };
  if (backup === undefined || to === undefined || table === undefined || change === undefined) return undefined;
  return { by: 'comparison', backup, to, table, change, ...(record === undefined ? {} : { record }) };
}
