import type { LeftAloneReason } from '../restore-desk.ts';
import { shownIds, type StoredPlan } from './plan.ts';

/** Gathers what is not touched, by table, reason and field, with the sentence for each. */
export class LeftAloneTally {
  readonly #groups = new Map<string, { readonly entity: string; readonly reason: LeftAloneReason; readonly field: string | undefined; readonly more: string; count: number; readonly ids: string[] }>();

  /** @param more ends the sentence: what a field should be, why a table could not be read. */
  add(entity: string, reason: LeftAloneReason, id: string, field?: string, more = ''): void {
    this.count(entity, reason, 1, [id], field, more);
  }

  /** Records whose number alone is known. */
  count(entity: string, reason: LeftAloneReason, records: number, ids: readonly string[] = [], field?: string, more = ''): void {
    if (records === 0) return;
    const key = JSON.stringify([entity, reason, field, more]);
    const group = this.#groups.get(key) ?? { entity, reason, field, more, count: 0, ids: [] };
    this.#groups.set(key, group);
    group.count += records;
    for (const id of ids) if (group.ids.length < shownIds) group.ids.push(id);
  }

  list(): StoredPlan['leftAlone'] {
    return [...this.#groups.values()].map(({ entity, reason, field, more, count, ids }) => ({ entity, reason, records: count, ids, ...(field === undefined ? {} : { field }), says: sentence(reason, count, field ?? '', more) }));
  }
}

function sentence(reason: LeftAloneReason, count: number, field: string, more: string): string {
  const records = count === 1 ? '1 record' : `${count} records`;
  switch (reason) {
    case 'newer-value':
      return `“${field}” has another value now in ${records}. It stays as it is unless you choose to overwrite it.`;
    case 'blank-in-backup':
      return `“${field}” is empty in the backup for ${records}. The value in the app stays.`;
    case 'undeclared-field':
      return `“${field}” is no field of this table any more, so its value cannot be put back in ${records}. Add the field in the app’s editor, then bring it back again.`;
    case 'type-changed':
      return `“${field}” holds another kind of value now${more === '' ? '' : ` (${more})`}, so it cannot be put back in ${records}.`;
    case 'required-field-missing':
      return `“${field}” must have a value now, and ${records} had none in the backup. Make the field optional in the app’s editor, then bring ${count === 1 ? 'it' : 'them'} back again.`;
    case 'table-gone':
      return `The app does not have this table any more, so ${records} cannot be put back. Make the table again in the app’s editor, then bring ${count === 1 ? 'it' : 'them'} back again.`;
    case 'table-unreadable':
      return `The table cannot be read now, so nothing in it is touched.${more === '' ? '' : ` ${more}`}`;
    case 'hidden':
      if (field !== '') return `“${field}” may have a value in ${records} that this token does not see, so nothing is put in its place.${more === '' ? '' : ` ${more}`}`;
      return `${records} may be in the app where this token does not see ${count === 1 ? 'it' : 'them'}, so nothing is done about ${count === 1 ? 'it' : 'them'}.${more === '' ? '' : ` ${more}`}`;
    case 'made-already':
      return `${records} may have been made anew by an earlier restore, whose notes on this computer cannot be read, so nothing is done about ${count === 1 ? 'it' : 'them'}. Look whether the app has ${count === 1 ? 'it' : 'them'}; if not, move ${more} somewhere else, then bring ${count === 1 ? 'it' : 'them'} back again.`;
    case 'damaged':
      return `${records} cannot be read: the backup is damaged there. Try an older backup, or the same one from another place.`;
    case 'not-in-backup':
      return `The backup does not have ${records} that you asked for.`;
    case 'user':
      return `${records} of users: users can only be invited again.`;
    case 'edited-meanwhile':
      return `${records} ${count === 1 ? 'was' : 'were'} changed in the app meanwhile. What is there now stays.`;
    case 'gone-meanwhile':
      return `${records} went from the app meanwhile. Bring ${count === 1 ? 'it' : 'them'} back again to have ${count === 1 ? 'it' : 'them'} created anew.`;
  }
}
