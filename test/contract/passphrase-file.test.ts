import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPassphraseFile } from '../../electron/engine/keychain/passphrase-file.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { expectCode } from '../conformance/object-store/fixture.ts';
import { installCommand, isInstalled, systemPrograms } from '../system-packages.ts';

const passphrase = 'correct horse battery staple';

describe('the file of secrets', () => {
  let home: string;
  let path: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'holdfast-keychain-'));
    path = join(home, 'secrets.age');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const open = (words = passphrase) => createPassphraseFile({ path, passphrase: words, clock: systemClock });

  it('opens with the stock age command and the passphrase, and its sum with sha256sum', async ({ skip }) => {
    if (!isInstalled('age')) skip(`reason: no age command; ${installCommand([systemPrograms.age])}`);
    if (process.platform !== 'linux') skip('reason: age asks for a passphrase on a terminal; the test makes one with the script command of Linux');
    await open().set('vault/1', 'AGE-SECRET-KEY-1…');
    await open().set('app/acme', 'tökén');
    // `script` gives age the terminal it wants to ask on.
    const shown = await output('script', ['-qec', `age -d -o ${join(home, 'opened')} ${path}`, '/dev/null'], `${passphrase}\n`);
    expect(shown).toContain('passphrase');
    expect(JSON.parse(await readFile(join(home, 'opened'), 'utf8'))).toEqual({
      format: 1,
      secrets: [
        ['vault/1', 'AGE-SECRET-KEY-1…'],
        ['app/acme', 'tökén'],
      ],
    });
    expect(await output('sh', ['-c', `cd ${home} && sha256sum -c secrets.age.sha256`], '')).toBe('secrets.age: OK\n');
  });

  it('shows nothing of what it holds, and belongs to its owner alone', async () => {
    await open().set('app/acme', 'tell-nobody');
    expect((await readdir(home)).toSorted()).toEqual(['secrets.age', 'secrets.age.lock', 'secrets.age.sha256']);
    for (const name of await readdir(home)) {
      const bytes = await readFile(join(home, name), 'latin1');
      expect(bytes).not.toContain('tell-nobody');
      expect(bytes).not.toContain('acme');
    }
    // The lock holds nothing and may have any mode.
    for (const name of ['secrets.age', 'secrets.age.sha256']) expect((await stat(join(home, name))).mode & 0o777, name).toBe(0o600);
  });

  it('tells a wrong passphrase, replaces nothing, and opens again with the right one', async () => {
    await open().set('vault/1', 'kept');
    const before = await readFile(path);
    const wrong = open('another passphrase');
    for (const call of [() => wrong.get('vault/1'), () => wrong.set('vault/1', 'lost'), () => wrong.delete('vault/1')]) {
      const error = await expectCode(call(), 'permission-denied');
      expect(error.details['reason']).toBe('wrong-passphrase');
      expect(error.message).not.toContain('damaged');
    }
    expect(Buffer.compare(await readFile(path), before)).toBe(0);
    expect(await open().get('vault/1')).toBe('kept');
  });

  it('tells a wrong passphrase also without its sum, but not that the file is whole', async () => {
    await open().set('vault/1', 'kept');
    await rm(`${path}.sha256`);
    expect((await expectCode(open('another').get('vault/1'), 'permission-denied')).message).toContain('or the file is damaged');
    expect(await open().get('vault/1')).toBe('kept');
  });

  it('tells damage, wherever it is, with the right passphrase and with a wrong one, and replaces nothing', async () => {
    await open().set('vault/1', 'kept');
    const whole = await readFile(path);
    const headerEnd = whole.indexOf('\n---');
    const damages: readonly (readonly [string, Buffer])[] = [
      ['in its first line', flipped(whole, 3)],
      ['in the salt', flipped(whole, whole.indexOf('scrypt ') + 9)],
      ['in the wrapped key', flipped(whole, headerEnd - 3)],
      ['in the header’s own sum', flipped(whole, headerEnd + 8)],
      ['in the last byte', flipped(whole, whole.length - 1)],
      ['cut off', whole.subarray(0, whole.length - 5)],
      ['cut off in the header', whole.subarray(0, 40)],
      ['empty', Buffer.alloc(0)],
      ['something after it', Buffer.concat([whole, Buffer.from('more')])],
      ['something else', Buffer.from('{"secrets": {}}')],
    ];
    for (const [where, bytes] of damages) {
      await writeFile(path, bytes);
      const keychain = open();
      await expectCode(keychain.get('vault/1'), 'corrupt').catch((error: unknown) => {
        throw new Error(where, { cause: error });
      });
      expect((await readFile(path)).equals(bytes), where).toBe(true);
    }
    const [, damaged] = damages[2] ?? [];
    await writeFile(path, damaged ?? '');
    await expectCode(open('another').get('vault/1'), 'corrupt');
    await expectCode(open().set('vault/1', 'lost'), 'corrupt');
    expect((await readFile(path)).equals(damaged ?? Buffer.alloc(0))).toBe(true);
  });

  it('tells that it was lost, rather than begin an empty one', async () => {
    await open().set('vault/1', 'kept');
    await rm(path);
    expect((await expectCode(open().get('vault/1'), 'corrupt')).message).toContain('is gone');
    await expectCode(open().set('vault/1', 'new'), 'corrupt');
    expect(await readdir(home)).not.toContain('secrets.age');
  });

  it('says so when it cannot be read at all', async () => {
    await mkdir(path);
    expect((await expectCode(open().get('vault/1'), 'permission-denied')).details['reason']).toBe('unavailable');
  });

  it('costs the passphrase’s work once per process, until another process changes the file', async () => {
    const one = open();
    const two = open();
    await one.set('a', '1');
    expect(await two.get('a')).toBe('1');
    const started = performance.now();
    for (let index = 0; index < 50; index += 1) await two.get('a');
    // One opening takes a tenth of a second on the fastest computer there is; fifty without it take a few milliseconds.
    expect((performance.now() - started) / 50).toBeLessThan(20);
    await one.set('a', '2');
    expect(await two.get('a')).toBe('2');
  });

  it('loses no change when two change it at once', async () => {
    const [one, two] = [open(), open()];
    await Promise.all([one.set('a', '1'), two.set('b', '2'), one.set('c', '3'), two.delete('a'), two.set('d', '4')]);
    const secrets = await Promise.all(['b', 'c', 'd'].map((name) => open().get(name)));
    expect(secrets).toEqual(['2', '3', '4']);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

function output(command: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.once('error', reject);
    child.once('close', () => resolve(Buffer.concat(pieces).toString()));
    // The terminal swallows what comes before age asks.
    if (input === '') child.stdin.end();
    else child.stdout.once('data', () => child.stdin.write(input));
  });
}
