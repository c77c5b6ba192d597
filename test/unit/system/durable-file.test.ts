import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendDurably, writeFileDurably } from '../../../electron/engine/system/durable-file.ts';

describe('a small file that is written durably', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'holdfast-file-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('is there with its content, for its owner alone, in folders that are made', async () => {
    const path = join(base, 'deep', 'down', 'status.json');
    await writeFileDurably(path, '{"ok":true}');
    expect(await readFile(path, 'utf8')).toBe('{"ok":true}');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(base, 'deep', 'down'))).toEqual(['status.json']);
  });

  it('replaces what was there, bytes too, with another mode where asked', async () => {
    const path = join(base, 'status.json');
    await writeFile(path, 'something longer that was there');
    await writeFileDurably(path, new Uint8Array([1, 0, 255]), { mode: 0o644 });
    expect([...(await readFile(path))]).toEqual([1, 0, 255]);
    expect((await stat(path)).mode & 0o777).toBe(0o644);
  });

  it('is one of them, whole, when several are written at once', async () => {
    const path = join(base, 'status.json');
    const contents = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000));
    await Promise.all(contents.map((content) => writeFileDurably(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect(await readdir(base)).toEqual(['status.json']);
  });

  it('leaves nothing behind when it cannot be written', async () => {
    await mkdir(join(base, 'status.json', 'inner'), { recursive: true });
    await expect(writeFileDurably(join(base, 'status.json'), 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(base)).toEqual(['status.json']);
  });

  it('cleans up after a writer that was killed more than a day ago, and after nobody else', async () => {
    const path = join(base, 'status.json');
    const names = ['.status.json.0011.tmp', '.status.json.2233.tmp', '.other.json.4455.tmp'];
    for (const name of names) await writeFile(join(base, name), 'half');
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of [names[0], names[2]]) await utimes(join(base, name ?? ''), longAgo, longAgo);
    await writeFileDurably(path, 'x');
    expect((await readdir(base)).toSorted()).toEqual(['.other.json.4455.tmp', '.status.json.2233.tmp', 'status.json']);
  });
});

describe('a file that grows durably', () => {
  it('begins with the first text, in folders that are made, and keeps what was there', async () => {
    const base = await mkdtemp(join(tmpdir(), 'holdfast-file-'));
    const path = join(base, 'deep', 'journal.jsonl');
    await appendDurably(path, 'one\n');
    await appendDurably(path, 'two\n');
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(appendDurably(join(path, 'inside'), 'three\n')).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
    await rm(base, { recursive: true, force: true });
  });
});
