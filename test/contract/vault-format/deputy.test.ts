import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFile, sealFile } from '../../../electron/engine/vault/crypto/age-file.ts';
import { ada, encryptedKeys, keysFor, rekey } from '../../support/deputies.ts';
import { needs } from '../../support/needs.ts';
import { orderRecord, smallApp, testKeys, testRun } from '../../support/small-app.ts';
import { viewVault } from '../../support/vault-view.ts';
import { printed, runRecipe, vaultFolder, type VaultFolder } from './with-tools.ts';

const never = new AbortController().signal;

let vault: VaultFolder;
beforeEach(async (context) => {
  needs(context, 'age', 'zstd');
  const source = smallApp(120);
  vault = await vaultFolder(source, (now) => source.put('Order', orderRecord(5, { title: 'changed', updated_date: now.toISOString() })));
});
afterEach(() => vault.dispose());

it('a deputy who has nothing but the folder, their key and the stock commands gets everything out, once it was written anew for them', async () => {
  const views = await viewVault(vault.store, testKeys.identity);
  const own = join(vault.beside, 'key.txt');
  await writeFile(own, `${ada.identity}\n`);
  const before = await runRecipe(vault, views[1]?.name ?? '', join(vault.beside, 'too early'));
  expect(before.status).not.toBe(0);

  const run = await testRun();
  await rekey(run, vault.store, keysFor(ada));
  await run.dispose();
  for (const [i, view] of views.entries()) {
    const { status, stderr } = await runRecipe(vault, view.name, join(vault.beside, `result ${i}`));
    expect([status, stderr]).toEqual([0, '']);
    const [order] = view.manifest.entities.flatMap(({ name }, n) => (name === 'Order' ? [`${n + 1}-Order.jsonl`] : []));
    expect(printed('cat', [join(vault.beside, `result ${i}`, order ?? '')]).toString()).toBe(view.entities['Order']?.map((line) => `${line}\n`).join(''));
  }
  // And so does whoever has the recovery key, as ever.
  await writeFile(own, `${testKeys.identity}\n`);
  expect((await runRecipe(vault, views[0]?.name ?? '', join(vault.beside, 'with the kit'))).status).toBe(0);
});

it('age passes over the mark that says for whom an object is, whichever of the keys opens it', async () => {
  const plain = new Uint8Array(150_000).fill(3);
  const sealed = await sealFile(keysFor(ada).recipients, plain);
  expect(new TextDecoder().decode(sealed.subarray(0, 400))).toContain('-> holdfast-recipients ');
  for (const identity of [ada.identity, testKeys.identity]) {
    await writeFile(join(vault.beside, 'one.txt'), `${identity}\n`);
    expect(Buffer.compare(printed('age', ['-d', '-i', join(vault.beside, 'one.txt')], { input: sealed }), plain)).toBe(0);
    expect(Buffer.compare(await openFile(identity, sealed), plain)).toBe(0);
  }
  // With no deputy there is none: such a vault is the same as before there were any.
  for (const key of await encryptedKeys(vault.store)) expect(new TextDecoder().decode((await vault.store.get(key, { signal: never })).subarray(0, 400))).not.toContain('holdfast');
});
