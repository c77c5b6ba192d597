import type { ManifestEntity } from '../../../../shared/model/snapshot.ts';
import type { DrillCheck } from '../drill-desk.ts';
import { backUpAgain, counted, failed, formatted, passed } from '../words.ts';

/** Are there as many records in the database as the backup says it holds? @param loaded by table */
export function checkCounts(entities: readonly Pick<ManifestEntity, 'name' | 'records'>[], loaded: ReadonlyMap<string, number>): readonly DrillCheck[] {
  const wrong = entities.filter(({ name, records }) => loaded.get(name) !== records);
  if (wrong.length === 0) {
    const records = entities.reduce((sum, entity) => sum + entity.records, 0);
    return [passed({ id: 'counts', kind: 'counts', name: 'As many records came back as the backup says' }, `${counted(records, 'record')} in ${counted(entities.length, 'table')}, as the backup says.`)];
  }
  return wrong.map(({ name, records }) => {
    const there = loaded.get(name) ?? 0;
    return failed({ id: `counts-${name}`.slice(0, 200), kind: 'counts', name: `As many records of “${name}” came back as the backup says`, table: name }, {
      detail: `The backup says that it holds ${counted(records, 'record')} of “${name}”; ${formatted(there)} came back.`,
      consequence: there < records ? `${counted(records - there, 'record')} of “${name}” would be missing after a restore.` : `“${name}” holds more than it should: the backup does not say truly what is in it.`,
      nextStep: backUpAgain,
    });
  });
}
