import type { RunResult } from '../../app/data/use-run.ts';
import type { SearchDoor } from './address.ts';

export type IncidentsResult = Extract<RunResult, { kind: 'incidents' }>;
export type Incident = IncidentsResult['incidents'][number];

const doorOf: Readonly<Record<Incident['kind'], SearchDoor>> = { 'records-deleted': 'deleted', 'fields-blanked': 'changed', 'fields-overwritten': 'changed', 'table-gone': 'gone', 'field-gone': 'gone' };

/** What somebody came for first; what else was found is not kept from them. A table that is gone has lost its records, too. */
export function sorted(incidents: readonly Incident[], door: SearchDoor): { readonly fitting: readonly Incident[]; readonly others: readonly Incident[] } {
  const fits = ({ kind }: Incident): boolean => doorOf[kind] === door || (door === 'deleted' && kind === 'table-gone') || (door === 'changed' && kind === 'field-gone');
  return { fitting: incidents.filter(fits), others: incidents.filter((incident) => !fits(incident)) };
}
