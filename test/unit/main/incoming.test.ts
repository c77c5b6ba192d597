import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IncomingBox } from '../../../electron/main/incoming.ts';
import { openerText } from '../../../shared/model/opener-file.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-incoming-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'x.holdfast');
writeFileSync(file, openerText);
const link = { kind: 'link', text: 'holdfast://open?place=bucket&address=s3%3A%2F%2Fharbour' } as const;

describe('what a person opened from outside', () => {
  it('waits for a page, and is given once it was taken to nobody else', async () => {
    const box = new IncomingBox();
    await box.take(link);
    const stop = new AbortController();
    const page = box.follow(stop.signal);
    expect((await page.next()).value).toEqual({ kind: 'link', id: 1, place: 's3', address: 's3://harbour' });
    // A page that was loaded anew before it said so is given it again.
    expect((await box.follow(stop.signal).next()).value).toMatchObject({ id: 1 });
    box.taken(7);
    expect((await box.follow(stop.signal).next()).value).toMatchObject({ id: 1 });
    box.taken(1);
    expect((await box.follow(stop.signal).next()).value).toEqual({ kind: 'nothing' });
    const next = page.next();
    await box.take({ kind: 'file', file });
    expect((await next).value).toEqual({ kind: 'folder', id: 2, folder });
    stop.abort();
    expect(await page.next()).toEqual({ done: true, value: undefined });
  });

  it('is the newest of what came, also where an older one takes longer to look into', async () => {
    const box = new IncomingBox();
    await Promise.all([box.take({ kind: 'file', file }), box.take(link)]);
    expect((await box.follow(undefined).next()).value).toMatchObject({ kind: 'link', id: 2 });
  });

  it('is nothing after a sign-in, and a word of regret for what is none of ours', async () => {
    const box = new IncomingBox();
    await box.take({ kind: 'link', text: 'holdfast://signed-in' });
    await box.take(undefined);
    expect((await box.follow(undefined).next()).value).toEqual({ kind: 'nothing' });
    await box.take({ kind: 'link', text: 'holdfast://delete?everything=1' });
    expect((await box.follow(undefined).next()).value).toEqual({ kind: 'refused', id: 2, why: 'link' });
    await box.take({ kind: 'file', file: '/etc/passwd' });
    expect((await box.follow(undefined).next()).value).toEqual({ kind: 'refused', id: 3, why: 'file' });
  });
});
