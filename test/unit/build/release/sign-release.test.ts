import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run as runScript } from '../../../../build/release/sign-release.mjs';
import { signerOf } from '../../../../electron/main/updates/release-signature.ts';
import { readRelease } from '../../../../electron/main/updates/release.ts';
import { releaseText } from '../../../support/updates/update-server.ts';

const file = 'latest.yml';
const pair = (): readonly [open: string, secret: string] => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return [publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')];
};
const [publicKey, own] = pair();
const [, stranger] = pair();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-sign-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @returns why it was refused; empty where all went well */
function run(args: readonly string[], secret = own): Promise<string> {
  return runScript(args, { keys: [publicKey], secret, say: () => undefined }).then(
    () => '',
    (error: unknown) => String(error),
  );
}

async function signer(): Promise<string | undefined> {
  return signerOf([publicKey], { file, bytes: await readFile(path.join(folder, file)), signatures: await readFile(path.join(folder, `${file}.sig`), 'utf8').catch(() => '') });
}

test('a release is signed after its packages were read, and changed only where it was signed', async () => {
  const content = Buffer.from('the package');
  await writeFile(path.join(folder, file), releaseText({ version: '0.2.0', content, packageName: 'Holdfast.exe', notes: 'old' }));
  expect(await run(['sign', folder])).toContain('ENOENT');
  await writeFile(path.join(folder, 'Holdfast.exe'), 'the packbge');
  expect(await run(['sign', folder])).toContain('another sha512');
  expect(await signer()).toBeUndefined();
  await writeFile(path.join(folder, 'Holdfast.exe'), content);

  expect(await run(['sign', folder, '--rollout', '10', '--notes', 'Restores are "faster".'])).toBe('');
  expect(await signer()).toBeDefined();
  expect(readRelease(await readFile(path.join(folder, file), 'utf8'))).toMatchObject({ version: '0.2.0', stagingPercentage: 10, news: 'Restores are "faster".' });

  expect(await run(['rollout', folder, '100'])).toBe('');
  expect(readRelease(await readFile(path.join(folder, file), 'utf8'))).not.toHaveProperty('stagingPercentage');
  expect(await run(['verify', folder], '')).toBe('');

  const refused = await run(['sign', folder], stranger);
  expect(refused).toContain('not in release-keys.json');
  expect(refused).not.toContain(stranger);
  expect(await run(['sign', folder], 'bm9uc2Vuc2U=')).toContain('not a secret key');
  expect(await run(['sign', folder], '')).toContain('not set');

  await writeFile(path.join(folder, file), `${await readFile(path.join(folder, file), 'utf8')}# changed\n`);
  expect(await run(['rollout', folder, '50'])).toContain('not signed');
  expect(await run(['verify', folder], '')).toContain('not signed');
});
