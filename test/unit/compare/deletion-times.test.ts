import { describe, expect, it } from 'vitest';
import { narrowedByTrash } from '../../../electron/engine/compare/incidents/deletion-times.ts';
import type { Incident } from '../../../electron/engine/compare/incidents/incident.ts';
import type { EntityDescription } from '../../../shared/model/app.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';

const signal = new AbortController().signal;
const window = { from: '2026-01-14T12:00:00.000Z', to: '2026-01-14T18:00:00.000Z' };
const deleted: Incident = { id: 'i', kind: 'records-deleted', tables: [{ name: 'Order', records: 2, of: 9, fields: [], ids: ['a', 'b'] }], window, snapshot: 's', sentence: '' };
const order: EntityDescription = { name: 'Order', schema: {}, key: [{ field: 'id', type: 'text' }], identity: ['id'] };

async function windowOf(removed: Readonly<Record<string, string | undefined>> | HoldfastError, incident = deleted): Promise<Incident['window']> {
  const trash = {
    abilities: () => ({ trash: true, create: { kind: 'yes' as const }, assigned: [], creators: [], writable: undefined }),
    trashed: async (_entity: EntityDescription, ids: readonly string[]) => {
      if (removed instanceof HoldfastError) throw removed;
      return new Map(ids.flatMap((id) => (id in removed ? [[id, { key: id, json: '{}', removedAt: removed[id] }] as const] : [])));
    },
  };
  return (await narrowedByTrash(incident, trash, [order], signal)).window;
}

describe('when records were deleted', () => {
  it('is what the trash tells of every one of them, from the first to the last', async () => {
    expect(await windowOf({ a: '2026-01-14T14:20:00.500000', b: '2026-01-14T14:02:00Z' })).toStrictEqual({ from: '2026-01-14T14:02:00.000Z', to: '2026-01-14T14:20:00.500Z' });
  });

  it('stays between the two readings where the trash does not tell of all, tells of another time, or is not to be asked', async () => {
    expect(await windowOf({ a: '2026-01-14T14:02:00Z' })).toStrictEqual(window);
    expect(await windowOf({ a: '2026-01-14T14:02:00Z', b: undefined })).toStrictEqual(window);
    expect(await windowOf({ a: '2026-01-14T14:02:00Z', b: '2026-01-13T14:02:00Z' })).toStrictEqual(window);
    expect(await windowOf(new HoldfastError('permission-denied', 'No.'))).toStrictEqual(window);
    expect(await windowOf({}, { ...deleted, tables: [{ name: 'Order', records: 3, of: 9, fields: [], ids: ['a', 'b'] }] })).toStrictEqual(window);
  });

  it('is not found out when somebody stops the search', async () => {
    await expect(windowOf(new HoldfastError('cancelled', 'Stopped.'))).rejects.toMatchObject({ code: 'cancelled' });
  });
});
