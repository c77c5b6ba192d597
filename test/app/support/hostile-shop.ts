import { type RunningSampleApp, type SampleRecord, startSampleApp } from '../../../electron/sample-app/index.ts';
import { hexId, workshop } from '../../support/workshop.ts';

/** A platform whose owner, or one of whose users, wants to get into the page: by names of tables and fields, and by values. */

export const images = `<img src=x onerror="window.__pwned='table'">`;
export const script = `</title></script><script>window.__pwned='table'</script>`;
/** Turns what comes after it around: `gnp.exe` reads `exe.png`. */
const turned = `\u202Egnp.exe\u2066 sorted`;
export const hostileTables = [images, script, turned, '__proto__'] as const;

const megabyte = 'A quiet megabyte. '.repeat(Math.ceil(1_048_576 / 18)).slice(0, 1_048_576);
const field = `<b onmouseover="window.__pwned='field'">field</b>`;
const before: Readonly<Record<'name' | 'note' | 'turned' | 'big' | typeof field, string>> = { name: `<svg onload="window.__pwned='name'">Anna`, note: `"><iframe srcdoc="<script>parent.__pwned='note'</script>"></iframe>`, [field]: `javascript:window.__pwned='link'`, turned: `\u202Eevil\u202C \u2067right\u2069 \u200Bhidden`, big: megabyte };
/** What they read on the page. */
export const shown = {
  [images]: images,
  [script]: script,
  [turned]: '⟨202E⟩gnp.exe⟨2066⟩ sorted',
  ['__proto__']: '__proto__',
  name: before.name,
  note: before.note,
  field,
  link: before[field],
  turned: '⟨202E⟩evil⟨202C⟩ ⟨2067⟩right⟨2069⟩ ⟨200B⟩hidden',
};

export async function openHostileShop(): Promise<RunningSampleApp> {
  const properties = Object.fromEntries(Object.keys(before).map((name) => [name, { type: 'string' as const }]));
  return startSampleApp({
    dataset: { ...workshop(), appName: images, entities: hostileTables.map((name) => ({ name, schema: { type: 'object' as const, properties }, records: () => [record(1), record(2), record(3)] })) },
    bypassRls: true,
  });
}

/** One record changed, one gone and one new in each table, all of them with something bad in it. */
export function changeHostileShop(shop: RunningSampleApp): void {
  for (const table of hostileTables) {
    shop.edit.update(table, hexId(1), { note: `<script>window.__pwned='change'</script>${turned}` });
    shop.edit.remove(table, hexId(2));
    shop.edit.create(table, { ...before, name: `<img src=x onerror="window.__pwned='new'">Zoe` });
  }
}

function record(number: number): SampleRecord {
  const when = '2026-01-01T00:00:00.000000';
  return { id: hexId(number), created_date: when, updated_date: when, created_by: 'owner@workshop.example', created_by_id: null, is_sample: false, ...before, big: number === 1 ? megabyte : '' };
}
