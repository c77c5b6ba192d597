import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, describe, it } from 'vitest';

import { billOfMaterials } from '../../../build/licences/bill-of-materials.mjs';

const require = createRequire(import.meta.url);
const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const bill = billOfMaterials(checkout);
const read = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object;

describe('the bill of materials', () => {
  it('is what CycloneDX\'s own schema says it is', () => {
    const schemas = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res', 'schema');
    const ajv = new Ajv({ strict: false, code: { optimize: false }, formats: { 'iri-reference': true, 'idn-email': true } });
    addFormats.default(ajv);
    for (const name of ['spdx', 'jsf-0.82']) ajv.addSchema(read(join(schemas, `${name}.SNAPSHOT.schema.json`)), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
    const check = ajv.compile(read(join(schemas, 'bom-1.6.SNAPSHOT.schema.json')));
    check(bill);
    expect(check.errors).toBeNull();
    // A schema that takes everything would say nothing.
    expect(check({ ...bill, components: [{ ...bill.components[0], licenses: [{ license: { id: 'Beer' } }] }] })).toBe(false);
  });

  it('has Electron, and each dependency that is given out, with version, checksum and licence', () => {
    const { version } = read(join(checkout, 'node_modules', 'electron', 'package.json')) as { readonly version: string };
    expect(bill.components.find(({ name }) => name === 'electron')).toMatchObject({ type: 'framework', version, purl: `pkg:npm/electron@${version}` });
    expect(bill.components.filter(({ hashes, licenses }) => hashes.length === 0 || licenses === undefined).map(({ purl }) => purl)).toEqual([]);
    const { dependencies } = read(join(checkout, 'package.json')) as { readonly dependencies: Readonly<Record<string, string>> };
    const purls = new Set(bill.components.map(({ purl }) => purl));
    expect(Object.entries(dependencies).filter(([name, wanted]) => !purls.has(`pkg:npm/${name.replace('@', '%40')}@${wanted}`))).toEqual([]);
    expect(bill.components.filter(({ name }) => ['vitest', 'electron-builder', 'typescript'].includes(name))).toEqual([]);
  });

  it('says who needs whom, and leaves nothing out that it names', () => {
    const refs = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((component) => component['bom-ref'])]);
    expect(bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref))).toEqual([]);
    const reached = new Set<string>();
    const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reach = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      for (const each of needs.get(ref) ?? []) reach(each);
    };
    reach(bill.metadata.component['bom-ref']);
    expect([...refs].filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it('is the same from the same sources, and names no computer, folder or server', () => {
    expect(billOfMaterials(checkout)).toEqual(bill);
    const text = JSON.stringify({ ...bill, $schema: undefined });
    expect([checkout, 'node_modules', '://'].filter((word) => text.includes(word))).toEqual([]);
  });
});
