import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KitContent } from '../../../electron/engine/kit/content.ts';
import { renderPdfKit } from '../../../electron/engine/kit/pdf-kit.ts';
import { placeNotes } from '../../../electron/engine/kit/place-notes.ts';
import { kitContent } from '../../support/kit-content.ts';
import { needs } from '../../support/needs.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-kit-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function printed(content: KitContent, fonts?: readonly { readonly file: string }[]): Promise<{ readonly file: string; readonly text: string; readonly info: string }> {
  const file = path.join(folder, 'kit.pdf');
  await writeFile(file, await renderPdfKit(content, fonts === undefined ? {} : { fonts }));
  return {
    file,
    text: execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }),
    info: execFileSync('pdfinfo', [file], { encoding: 'utf8' }),
  };
}

describe('the page', () => {
  beforeEach((context) => needs(context, 'pdftotext'));

  it('says where, how, the key and who, as other programs read it', async () => {
    const { text, info, file } = await printed({ ...kitContent, deputy: 'Björk Guðmundsdóttir' });
    expect(info).toMatch(/Pages: +1\n/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/Page size: +595\.28 x 841\.89 pts \(A4\)/);
    expect(info).toContain('Recovery kit for Harbour & Pine');
    for (const part of ['Recovery kit for Harbour & Pine', '3 March 2026', '/home/ada/Documents/Holdfast/harbour-pine', 'USB drive', 'Open a', 'age-encryption.org', 'README.txt', 'Björk Guðmundsdóttir', kitContent.vaultId]) {
      expect(text).toContain(part);
    }
    const groups = [...text.matchAll(/(?<=\s)(\d{1,2}) {2,}([0-9A-Z]{3,5})(?=\s)/g)].map(([, number, group]) => ({ number: Number(number), group }));
    expect(groups.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(`AGE-SECRET-KEY-1${groups.map(({ group }) => group).join('')}`).toBe(kitContent.identity);
    const fonts = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trimEnd().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/Inter-\w+ .* yes yes yes /);
  });

  it('has a code that another program reads as the key', async (context) => {
    needs(context, 'zbarimg');
    const { file } = await printed(kitContent);
    execFileSync('pdftoppm', ['-r', '110', '-png', '-singlefile', file, path.join(folder, 'kit')]);
    expect(execFileSync('zbarimg', ['-q', '--raw', path.join(folder, 'kit.png')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()).toBe(kitContent.identity);
  });

  it.each([
    ['Cyrillic, Greek and Vietnamese', 'Лавка Ωμέγα Phở', /Лавка Ωμέγα Phở/, false],
    ['signs no font here has', '港の店 🎉', /for \?\?\? \?\n/, true],
    ['markup', '<b>%s</b> \\(x) %PDF', /<b>%s<\/b> \\\(x\) %PDF/, false],
  ] as const)('takes a name in %s', async (_what, app, shown, lacking) => {
    const { text, info } = await printed({ ...kitContent, app }, []);
    expect(text).toMatch(shown);
    expect(info).toMatch(/Pages: +1\n/);
    expect(text.includes('could not be printed')).toBe(lacking);
  });

  it('stays one page, however long the names are', async () => {
    const places = Array.from({ length: 9 }, (_, n) => ({ name: `Place ${n}`.padEnd(60, 'x'), location: `/${'long folder '.repeat(40)}${'y'.repeat(2000)}` }));
    const { text, info } = await printed({ ...kitContent, app: 'W'.repeat(60), deputy: 'Maximiliane '.repeat(16), places });
    expect(info).toMatch(/Pages: +1\n/);
    expect(text).toContain('and 5 more');
    expect(text).toContain(kitContent.vaultId);
    // Below everything else: nothing ran over it.
    expect(text.indexOf('Deputy')).toBeGreaterThan(text.indexOf('Without Holdfast'));
    expect(text.trimEnd().split('\n').at(-1)).toContain(kitContent.vaultId);
  });

  it('says how to get at a bucket and at Google Drive, on one page also where there are many', async () => {
    const cloud: KitContent['places'] = [
      { name: 'Amazon', location: 's3://harbour-pine-backups/holdfast/harbour-pine', ...placeNotes({ kind: 's3', name: 'Amazon', region: 'eu-central-1', bucket: 'harbour-pine-backups', prefix: 'holdfast', accessKeyId: 'AKIAEXAMPLE12345678', secrets: { secretAccessKey: 'x' }, addedAt: '' }, 'ours') },
      { name: 'Drive', location: 'https://drive.google.com/drive/folders/1AbCdEfGhIjKlMnOpQrStUvWxYz012345#harbour-pine', ...placeNotes({ kind: 'google-drive', name: 'Drive', folderId: '1AbC', account: 'ada@harbour-pine.example', clientId: '1234-theirs.apps.googleusercontent.com', secrets: { refreshToken: 'x' }, addedAt: '' }, undefined) },
    ];
    const { text, info } = await printed({ ...kitContent, places: cloud });
    for (const part of ['s3://harbour-pine-backups/holdfast/harbour-pine', 'region eu-central-1', 'AKIAEXAMPLE12345678', 'console.aws.amazon.com', '1AbCdEfGhIjKlMnOpQrStUvWxYz012345', 'ada@harbour-pine.example', '1234-theirs']) expect(text).toContain(part);
    expect(info).toMatch(/Pages: +1\n/);
    const crowded = await printed({ ...kitContent, deputy: 'Maximiliane '.repeat(16), places: [...cloud, ...cloud, ...cloud] });
    expect(crowded.info).toMatch(/Pages: +1\n/);
    expect(crowded.text.indexOf('Deputy')).toBeGreaterThan(crowded.text.indexOf('Without Holdfast'));
    expect(crowded.text.trimEnd().split('\n').at(-1)).toContain(kitContent.vaultId);
  });

  it('says so when no place was chosen yet', async () => {
    expect((await printed({ ...kitContent, places: [] })).text).toContain('No place was chosen yet');
  });
});
