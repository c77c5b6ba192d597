import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containedFile } from '../../../electron/main/contained-file.ts';

describe('a file of one folder', () => {
  let root = '';
  beforeAll(async () => {
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'holdfast-contained-')));
    await mkdir(path.join(root, 'page', 'assets'), { recursive: true });
    await mkdir(path.join(root, 'page-beside'));
    for (const file of ['page/index.html', 'page/assets/a b.js', 'page-beside/secret.js', 'secret.js']) await writeFile(path.join(root, file), '');
    await symlink(path.join(root, 'secret.js'), path.join(root, 'page', 'out.js'));
    await symlink(path.join(root, 'page', 'index.html'), path.join(root, 'page', 'in.html'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it.for([
    ['/index.html', 'index.html'],
    ['/assets/a%20b.js', 'assets/a b.js'],
    ['/in.html', 'index.html'],
  ] as const)('is found: %s', async ([address, file]) => {
    expect(await containedFile(path.join(root, 'page'), address)).toBe(path.join(root, 'page', file));
  });

  it.for(['/out.js', '/../secret.js', '/%2e%2e/secret.js', '/assets/../index.html', '/..%2fsecret.js', '/..%5csecret.js', '/../page-beside/secret.js', '//etc/passwd', '/index.html%00', '/%', '/C:/x', 'index.html', '/gone.js', '/', ''])(
    'and nothing else: %s',
    async (address) => {
      expect(await containedFile(path.join(root, 'page'), address)).toBeUndefined();
    },
  );
});
