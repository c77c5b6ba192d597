import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { JsonObject } from '../../../shared/model/record.ts';
import { RestoreWorld, type Row } from '../../support/restore-world.ts';

/** One table at a time, spoilt in one way at a time. */

const backup = '2026-06-01T00-00-00Z_app_manual';
const item = { properties: { tag: { type: 'string' }, name: { type: 'string' }, note: { type: 'string' }, count: { type: 'number' } } };

let world: RestoreWorld;

beforeEach(async () => {
  world = await RestoreWorld.make({ Item: item });
  world.source.put('Item', ...rows(6));
  await world.backUp(backup);
});
afterEach(() => world.remove());

function rows(count: number, fields: JsonObject = {}): readonly Row[] {
  return Array.from({ length: count }, (_, n) => ({ id: idOf(n), tag: `item ${n}`, name: `name ${n}`, note: `note ${n}`, count: n, created_date: '2026-05-01T00:00:00.000Z', updated_date: '2026-05-02T00:00:00.000Z', ...fields }));
}

function idOf(n: number): string {
  return (n + 1).toString(16).padStart(24, '0');
}

describe('fields', () => {
  it('that went empty are filled in; newer values stay and are said, whatever else is in the record', async () => {
    world.edit('Item', idOf(0), { note: '', name: 'newer' });
    const plan = await world.plan(backup);
    expect(plan.steps).toMatchObject([{ kind: 'update', entity: 'Item', records: [{ id: idOf(0), fields: ['note'] }] }]);
    expect(plan.leftAlone).toMatchObject([{ entity: 'Item', reason: 'newer-value', records: 1, ids: [idOf(0)], field: 'name' }]);
    await world.run(plan);
    expect(world.row('Item', idOf(0))).toMatchObject({ note: 'note 0', name: 'newer' });
  });

  it('that the backup has no value for are never emptied, unless they are named and that is asked for', async () => {
    const none = await RestoreWorld.make({ Item: item });
    try {
      none.source.put('Item', ...rows(2, { note: null }));
      await none.backUp(backup);
      none.edit('Item', idOf(0), { note: 'new' });
      expect((await none.plan(backup, { overwriteNewer: true })).steps).toEqual([]);
      expect((await none.plan(backup, { tables: [{ entity: 'Item', fields: ['note'] }] })).leftAlone).toMatchObject([{ reason: 'blank-in-backup' }]);
      await none.restore(backup, { tables: [{ entity: 'item', fields: ['note'] }], overwriteNewer: true });
      expect(none.row('Item', idOf(0))?.['note'] ?? null).toBeNull();
    } finally {
      await none.remove();
    }
  });

  it('come back with every value when a record is named', async () => {
    world.edit('Item', idOf(0), { name: 'newer', count: 99 });
    world.edit('Item', idOf(1), { name: 'newer too' });
    await world.restore(backup, { tables: [{ entity: 'Item', ids: [idOf(0)] }] });
    expect(world.row('Item', idOf(0))).toMatchObject({ name: 'name 0', count: 0 });
    expect(world.row('Item', idOf(1))).toMatchObject({ name: 'newer too' });
  });

  it('of zero and false are values', async () => {
    world.edit('Item', idOf(1), { count: 0 });
    expect((await world.plan(backup)).steps).toEqual([]);
  });
});

describe('an app that changes while it is restored', () => {
  it('keeps what was edited between the plan and the write', async () => {
    world.edit('Item', idOf(0), { note: '' });
    world.edit('Item', idOf(1), { note: '' });
    const plan = await world.plan(backup);
    world.edit('Item', idOf(1), { note: 'typed just now' });
    const receipt = await world.run(plan);
    expect(receipt).toMatchObject({ asked: 2, written: 1, verified: 1, skipped: 1, failed: 0 });
    expect(receipt.leftAlone).toMatchObject([{ reason: 'edited-meanwhile', ids: [idOf(1)] }]);
    expect(world.row('Item', idOf(1))).toMatchObject({ note: 'typed just now' });
  });

  it('writes only the fields that were planned into a record that was edited elsewhere', async () => {
    world.edit('Item', idOf(0), { note: '' });
    const plan = await world.plan(backup);
    world.edit('Item', idOf(0), { name: 'typed just now' });
    expect(await world.run(plan)).toMatchObject({ written: 1, skipped: 0 });
    expect(world.row('Item', idOf(0))).toMatchObject({ note: 'note 0', name: 'typed just now' });
  });

  it('is not called verified where somebody changed what was just written', async () => {
    world.edit('Item', idOf(0), { note: '' });
    const plan = await world.plan(backup);
    world.writer.onAnswer = ({ call }) => {
      if (call === 'update') world.edit('Item', idOf(0), { note: 'typed over it' });
    };
    const receipt = await world.run(plan);
    expect(receipt).toMatchObject({ written: 0, verified: 0, failed: 1 });
    expect(receipt.failures).toMatchObject([{ entity: 'Item', id: idOf(0) }]);
  });

  it('and loses a record that is to be filled in: said, not made anew', async () => {
    world.edit('Item', idOf(0), { note: '' });
    const plan = await world.plan(backup);
    await world.trash('Item', [idOf(0)]);
    expect(await world.run(plan)).toMatchObject({ written: 0, skipped: 1, failed: 0 });
    expect(world.row('Item', idOf(0))).toBeUndefined();
  });

  it('and brings one back from the trash itself: nothing is done to it', async () => {
    await world.trash('Item', [idOf(0), idOf(1)]);
    const plan = await world.plan(backup);
    await world.restore(backup, { tables: [{ entity: 'Item', ids: [idOf(0)] }] });
    expect(await world.run(plan)).toMatchObject({ written: 1, skipped: 0, failed: 0 });
    expect(world.rows('Item')).toHaveLength(6);
  });
});

describe('taking back', () => {
  it('leaves alone what somebody edited since, and says so', async () => {
    await world.trash('Item', [idOf(0), idOf(1)]);
    world.edit('Item', idOf(2), { note: '' });
    world.edit('Item', idOf(3), { note: '' });
    const { id } = await world.restore(backup);
    world.edit('Item', idOf(0), { name: 'used again' });
    world.edit('Item', idOf(2), { note: 'used again' });
    const undone = await world.undo(id);
    expect(undone).toMatchObject({ written: 2, verified: 2, skipped: 2, failed: 0 });
    expect(undone.leftAlone).toMatchObject([{ reason: 'edited-meanwhile', records: 2 }]);
    expect(world.row('Item', idOf(0))).toMatchObject({ name: 'used again' });
    expect(world.row('Item', idOf(1))).toBeUndefined();
    expect(world.row('Item', idOf(2))).toMatchObject({ note: 'used again' });
    expect(world.row('Item', idOf(3))?.['note'] ?? '').toBe('');
  });

  it('puts a field back although others of the record were edited since', async () => {
    world.edit('Item', idOf(0), { note: '' });
    const { id } = await world.restore(backup);
    world.edit('Item', idOf(0), { name: 'edited' });
    expect(await world.undo(id)).toMatchObject({ written: 1, skipped: 0 });
    expect(world.row('Item', idOf(0))).toMatchObject({ name: 'edited' });
    expect(world.row('Item', idOf(0))?.['note'] ?? '').toBe('');
  });
});

describe('a schema that changed', () => {
  async function spoil(schema: JsonObject, spoilt: (row: Row) => JsonObject): Promise<void> {
    const now = world.rows('Item').map((row) => ({ ...row, ...spoilt(row), updated_date: world.clock.now().toISOString() }));
    world.source.setEntity('Item', { schema, records: now });
  }

  it('has lost a field: its values cannot be put back, the rest can', async () => {
    const { note: _note, ...rest } = item.properties;
    await spoil({ properties: rest }, ({ tag }) => ({ note: null, name: tag === 'item 0' ? '' : 'name' }));
    const plan = await world.plan(backup);
    expect(plan.steps).toMatchObject([{ kind: 'update', records: [{ id: idOf(0), fields: ['name'] }] }]);
    expect(plan.leftAlone).toContainEqual(expect.objectContaining({ reason: 'undeclared-field', field: 'note', records: 6 }));
    expect(await world.run(plan)).toMatchObject({ written: 1, verified: 1 });
  });

  it('wants another type: that field stays, the rest of the record is made anew', async () => {
    await world.trash('Item', [idOf(0)]);
    world.writer.emptyTrash('Item');
    await spoil({ properties: { ...item.properties, count: { type: 'string' } } }, () => ({}));
    const receipt = await world.restore(backup, { tables: [{ entity: 'Item', ids: [idOf(0)] }] });
    expect(receipt).toMatchObject({ written: 1, verified: 1 });
    expect(receipt.leftAlone).toMatchObject([{ reason: 'type-changed', field: 'count' }]);
    const made = world.rows('Item').find(({ tag }) => tag === 'item 0');
    expect(made).toMatchObject({ name: 'name 0' });
    expect(made?.['count']).toBeUndefined();
  });

  it('requires a field that the backup does not have: said, and the others come back', async () => {
    await world.trash('Item', [idOf(0), idOf(1)]);
    world.writer.emptyTrash('Item');
    await spoil({ properties: { ...item.properties, colour: { type: 'string' } }, required: ['colour'] }, () => ({ colour: 'red' }));
    const receipt = await world.restore(backup);
    expect(receipt).toMatchObject({ written: 0, skipped: 2, failed: 0 });
    expect(receipt.leftAlone).toMatchObject([{ reason: 'required-field-missing', field: 'colour', records: 2 }]);
  });

  it('is gone with its table', async () => {
    world.source.removeEntity('Item');
    const receipt = await world.restore(backup);
    expect(receipt).toMatchObject({ written: 0, skipped: 6, failed: 0 });
    expect(receipt.leftAlone).toMatchObject([{ entity: 'Item', reason: 'table-gone', records: 6 }]);
  });

  it('cannot be read now', async () => {
    world.source.setEntity('Item', { schema: item, unreadable: new HoldfastError('permission-denied', 'Row rules hide it.') });
    expect((await world.restore(backup)).leftAlone).toMatchObject([{ entity: 'Item', reason: 'table-unreadable' }]);
  });

  it('hides rows from this token: nothing that may be there is made again', async () => {
    world.source.setEntity('Item', { schema: item, records: rows(3), hiddenRows: { reason: 'Row rules may hide records.', proven: false } });
    const byName = await world.restore(backup, { tables: [{ entity: 'Item', ids: [idOf(5)] }] });
    expect(byName).toMatchObject({ written: 0, skipped: 1 });
    expect(byName.leftAlone).toMatchObject([{ reason: 'hidden', ids: [idOf(5)] }]);
    const all = await world.restore(backup);
    expect(all).toMatchObject({ written: 0, skipped: 3 });
    expect(all.leftAlone).toMatchObject([{ reason: 'hidden', records: 3 }]);
  });

  it('hides a field from this token: it looks empty, and nothing is put over what may be there', async () => {
    const { note: _note, ...shown } = rows(1)[0] ?? { note: '' };
    const seen = { ...shown, name: '', updated_date: '2026-06-01T00:10:00.000Z' };
    world.source.setEntity('Item', { schema: item, records: [seen, ...rows(6).slice(1)], hiddenRows: { reason: 'Its rules may leave out values of note.', proven: false, fields: ['note'] } });
    const plan = await world.plan(backup);
    expect(plan.steps).toMatchObject([{ kind: 'update', records: [{ id: idOf(0), fields: ['name'] }] }]);
    expect(plan.leftAlone).toMatchObject([{ reason: 'hidden', field: 'note', ids: [idOf(0)] }]);
  });

  it('is that of users: they cannot be made, and it is said what to do instead', async () => {
    world.source.setEntity('Item', { schema: { noCreate: 'People sign up by themselves.' }, records: rows(5) });
    const plan = await world.plan(backup);
    expect([plan.steps, plan.cannot]).toEqual([[], [{ what: 'Item', why: 'People sign up by themselves.', nextStep: 'Invite them again.' }]]);
  });
});

describe('a backup that is damaged just there', () => {
  it('gives what can be read, and says what cannot', async () => {
    const many = await RestoreWorld.make({ Item: item, Other: item });
    try {
      many.source.put('Item', ...rows(40));
      many.source.put('Other', ...rows(3));
      await many.backUp(backup);
      await many.trash('Item', [idOf(1), idOf(38)]);
      await many.trash('Other', [idOf(0)]);
      const read = many.stored.reader.read.bind(many.stored.reader);
      many.stored.reader.read = async (id, signal) => {
        const bytes = await read(id, signal);
        if (Buffer.from(bytes).includes('"item 38"')) throw new HoldfastError('corrupt', 'A part of this backup is damaged.');
        return bytes;
      };
      const plan = await many.plan(backup);
      expect(plan.leftAlone).toMatchObject([{ entity: 'Item', reason: 'damaged' }]);
      const receipt = await many.run(plan);
      expect(receipt).toMatchObject({ written: 2, verified: 2, failed: 0 });
      expect(receipt.skipped).toBeGreaterThan(0);
      expect([many.row('Item', idOf(1)), many.row('Other', idOf(0))]).toMatchObject([{ tag: 'item 1' }, { tag: 'item 0' }]);
      expect(many.row('Item', idOf(38))).toBeUndefined();

      const named = await many.restore(backup, { tables: [{ entity: 'Item', ids: [idOf(38)] }] });
      expect(named).toMatchObject({ written: 0, skipped: 1 });
      expect(named.leftAlone).toMatchObject([{ reason: 'damaged', ids: [idOf(38)] }]);
    } finally {
      await many.remove();
    }
  });
});

describe('before anything is written', () => {
  it('a token that may only read is refused, and no backup is made', async () => {
    world.edit('Item', idOf(0), { note: '' });
    const refusal = new HoldfastError('permission-denied', 'This token may only read.');
    const plan = await world.plan(backup);
    world.writer.mayWrite = async () => ({ ok: false, error: refusal });
    await expect(world.run(plan)).rejects.toBe(refusal);
    expect(world.writer.requests.filter(({ call }) => call === 'update')).toEqual([]);
  });

  it('a restore of nothing leaves no trace', async () => {
    const receipt = await world.restore(backup);
    expect(receipt).toMatchObject({ asked: 0, written: 0, safetySnapshot: null, file: null });
    expect(await world.goOn()).toBeUndefined();
  });

  it('what the app refuses of one record does not keep the others from coming back', async () => {
    world.edit('Item', idOf(0), { note: '' });
    world.edit('Item', idOf(1), { note: '' });
    const plan = await world.plan(backup);
    const update = world.writer.update.bind(world.writer);
    world.writer.update = async (entity, changes, options) => {
      const bad = changes.filter(({ id }) => id === idOf(0));
      const done = await update(entity, changes.filter(({ id }) => id !== idOf(0)), options);
      return { refused: [...done.refused, ...bad.map(({ id }) => ({ id, error: new HoldfastError('permission-denied', 'A row rule forbids it.') }))] };
    };
    const receipt = await world.run(plan);
    expect(receipt).toMatchObject({ asked: 2, written: 1, verified: 1, failed: 1 });
    expect(receipt.failures).toEqual([{ entity: 'Item', id: idOf(0), says: 'A row rule forbids it.' }]);
  });
});
