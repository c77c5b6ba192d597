import { describe, expect, it } from 'vitest';
import { type Described, versionsOf } from '../../../electron/engine/schema-history/versions.ts';

function backup(day: number, tables: Readonly<Record<string, string>>, failed: readonly string[] = []): Described {
  const at = `2026-03-0${day}T00:00:00.000Z`;
  return { id: `b${day}`, startedAt: at, entities: Object.entries(tables).map(([name, schemaHash]) => ({ name, schemaHash, status: failed.includes(name) ? ('failed' as const) : ('complete' as const) })) };
}

describe('the versions of the tables', () => {
  it('are listed where something changed, the newest first, whatever the order of the backups', () => {
    const versions = versionsOf([backup(3, { Order: 'y', New: 'z' }), backup(1, { Order: 'x' }), backup(4, { Order: 'y', New: 'z' }), backup(2, { Order: 'x' })]);
    expect(versions).toEqual([
      { backup: 'b3', at: '2026-03-03T00:00:00.000Z', lastBackup: 'b4', lastAt: '2026-03-04T00:00:00.000Z', tables: 2, changed: ['New', 'Order'] },
      { backup: 'b1', at: '2026-03-01T00:00:00.000Z', lastBackup: 'b2', lastAt: '2026-03-02T00:00:00.000Z', tables: 1, changed: [] },
    ]);
  });

  it('do not take a table that could not be read for one that is described otherwise', () => {
    expect(versionsOf([backup(1, { Order: 'x' }), backup(2, { Order: 'nothing known' }, ['Order']), backup(3, { Order: 'x' })])).toHaveLength(1);
  });
});
