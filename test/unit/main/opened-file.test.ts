import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOfOpener } from '../../../electron/main/opened-file.ts';
import { openerText } from '../../../shared/model/opener-file.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-opener-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const there = (content: string | Uint8Array): string => {
  const file = path.join(folder, `${++made}.holdfast`);
  writeFileSync(file, content);
  return file;
};

describe('a double-clicked file', () => {
  it('stands for the folder it lies in, whatever it says', async () => {
    expect(await folderOfOpener(there(openerText))).toBe(folder);
    expect(await folderOfOpener(there('{"format":"holdfast-opener/1","folder":"/etc","vaultId":7}'))).toBe(folder);
  });

  it.each<readonly [string, string | Uint8Array]>([
    ['is empty', ''],
    ['is text', 'Open me'],
    ['is half of one', openerText.slice(0, -4)],
    ['is another format', '{"format":"holdfast-opener/2"}'],
    ['is a list', '["holdfast-opener/1"]'],
    ['is null', 'null'],
    ['inherits what it says', '{"__proto__":{"format":"holdfast-opener/1"}}'],
    ['is binary', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe)],
    ['is one with bytes that are no text', Buffer.concat([Buffer.from(openerText), Buffer.of(0xff)])],
    ['is deeper than anybody reads', '['.repeat(4000)],
    ['is large', `${openerText}${' '.repeat(5000)}`],
  ])('is refused where it %s', async (_what, content) => {
    expect(await folderOfOpener(there(content))).toBeUndefined();
  });

  it('is refused where it is no file: a link to one, a folder, a pipe, nothing', async () => {
    const link = path.join(folder, 'link.holdfast');
    symlinkSync(there(openerText), link);
    const inner = path.join(folder, 'folder.holdfast');
    mkdirSync(inner);
    const pipe = path.join(folder, 'pipe.holdfast');
    execFileSync('mkfifo', [pipe]);
    for (const file of [link, inner, pipe, path.join(folder, 'gone.holdfast'), '/dev/zero']) expect(await folderOfOpener(file), file).toBeUndefined();
  });
});
