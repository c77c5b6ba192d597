import { execFileSync } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunbookDesk } from '../../../electron/engine/runbook/desk.ts';
import { renderMarkdown } from '../../../electron/engine/runbook/markdown.ts';
import type { RunbookDesk } from '../../../electron/engine/runbook/runbook-desk.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { parseIdentity } from '../../../electron/engine/vault/crypto/keys.ts';
import { needs } from '../../support/needs.ts';
import { wholeRunbook } from '../../support/runbook.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
const day = 24 * 3_600_000;

let test: TestEngine;
let desk: RunbookDesk;
/** The whole, but for the printing: it takes longer than all the rest (pdf-runbook.test.ts). */
const deskOf = (): RunbookDesk =>
  createRunbookDesk({
    finder: { settings: openSettings(test.deps.home, '1'), keychain: test.deps.keychain, connector: test.connector },
    deps: test.deps,
    proofs: async () => ({}),
    print: async (content) => ({ pdf: new TextEncoder().encode(`%PDF-${renderMarkdown(content)}`), cutShort: [] }),
  });
beforeEach(async () => {
  test = await makeTestEngine();
  desk = deskOf();
  test.source.setEntity('Order', { records: [] });
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
});
afterEach(() => test.remove());

const runbooks = () => desk;
const stored = async (key: string, place = '/Backups'): Promise<string> => new TextDecoder().decode(await test.connector.placeAt(place).get(`shop/${key}`, call));
const keysIn = async (place = '/Backups'): Promise<readonly string[]> => (await Array.fromAsync(test.connector.placeAt(place).list('shop/', call))).map(({ key }) => key.slice(5));
const runbookKeys = async (place?: string) => (await keysIn(place)).filter((key) => /^(?:runbook|deputy)/.test(key));
const problems = async () => (await test.engine.check('Shop', call)).problems.map(({ object, problem }) => `${object}: ${problem}`);

async function letIn(name: string): Promise<string> {
  const { file, recipient } = await test.engine.deputies.makeKit('Shop', { name, format: 'txt' });
  await test.engine.deputies.add('Shop', { name, recipient }, call);
  return parseIdentity(new TextDecoder().decode(file.content));
}

describe('in the places', () => {
  it('lies once somebody wrote it and there is a backup, is written again only when it says something else, and passes the check', async () => {
    await test.engine.destinations.add({ name: 'Drive', kind: 'local', path: '/Drive' }, call);
    await test.engine.backup('Shop', call);
    await test.engine.destinations.remove('Drive');
    expect(await runbookKeys()).toEqual([]);
    await runbooks().save('Shop', wholeRunbook, call);
    expect(await runbooks().follow('Shop', call)).toBe(true);
    expect(await runbookKeys()).toEqual(['runbook.json', 'runbook.md', 'runbook.pdf']);
    expect(await stored('runbook.md')).toContain('Ada · +44 20 7946 0000');
    const seal = await stored('runbook.json');
    await runbooks().afterBackup('Shop', call);
    expect(await runbooks().follow('Shop', call)).toBe(false);
    expect(await stored('runbook.json')).toBe(seal);
    expect(await problems()).toEqual([]);

    await test.engine.destinations.add({ name: 'Drive', kind: 'local', path: '/Drive' }, call);
    const before = await runbooks().get('Shop', call);
    expect(before.places).toMatchObject([{ name: 'Backups', current: false }, { name: 'Drive', current: false }]);
    await runbooks().afterBackup('Shop', call);
    expect(await stored('runbook.md', '/Drive')).toBe(await stored('runbook.md'));
    expect(await stored('runbook.md')).toContain('/Drive/shop');
    expect((await runbooks().evidence('Shop'))?.storedIn).toEqual(['Backups', 'Drive']);
  });

  it('has no numbers and addresses where that is wished', async () => {
    await test.engine.backup('Shop', call);
    await runbooks().save('Shop', { ...wholeRunbook, leaveOutContacts: true }, call);
    await runbooks().follow('Shop', call);
    const markdown = await stored('runbook.md');
    expect(markdown).toContain('Ada');
    expect(markdown).not.toMatch(/7946|example\.com/);
    expect(new TextDecoder().decode((await runbooks().file('Shop', { format: 'md' }, call)).content)).toContain('7946');
  });

  it('is found changed by somebody else, and comes back with the next backup', async () => {
    await test.engine.backup('Shop', call);
    await runbooks().save('Shop', wholeRunbook, call);
    await runbooks().follow('Shop', call);
    const place = test.connector.placeAt('/Backups');
    await place.put('shop/runbook.md', new TextEncoder().encode('Call +1 900 555 0100'), call);
    expect(await problems()).toEqual([expect.stringMatching(/^runbook\.md: It was changed by somebody else/)]);
    await place.delete('shop/runbook.json', call);
    expect(await problems()).toEqual([expect.stringMatching(/^runbook\.json: It is missing/)]);
    await place.put('shop/runbook.json', new TextEncoder().encode(`{"format":"holdfast-runbook/1"}\n`), call);
    expect(await problems()).toEqual([expect.stringMatching(/^runbook\.json: It was changed/)]);
    await runbooks().afterBackup('Shop', call);
    expect(await problems()).toEqual([]);
    expect(await stored('runbook.md')).toContain('Ada');
  });

  it('that were killed in the middle of a writing hold nothing that is not Holdfast’s', async () => {
    await test.engine.backup('Shop', call);
    await runbooks().save('Shop', wholeRunbook, call);
    await runbooks().follow('Shop', call);
    const old = { md: await stored('runbook.md'), pdf: await test.connector.placeAt('/Backups').get('shop/runbook.pdf', call) };
    await runbooks().save('Shop', { ...wholeRunbook, notes: 'other' }, call);
    await runbooks().follow('Shop', call);
    await test.connector.placeAt('/Backups').put('shop/runbook.md', new TextEncoder().encode(old.md), call);
    await test.connector.placeAt('/Backups').put('shop/runbook.pdf', old.pdf, call);
    expect(await problems()).toEqual([]);
  });
});

describe('having read it', () => {
  it('counts for a quarter, and is said to be of another page once it says something else', async () => {
    await expect(runbooks().reread('Shop', call)).rejects.toMatchObject({ code: 'invalid-input' });
    await runbooks().save('Shop', wholeRunbook, call);
    const read = await runbooks().reread('Shop', call);
    expect(Date.parse(read.rereadDueAt ?? '') - Date.parse(read.rereadAt ?? '')).toBe(92 * day);
    expect(read.changedSinceReread).toBe(false);
    await test.engine.destinations.add({ name: 'Drive', kind: 'local', path: '/Drive' }, call);
    expect(await runbooks().get('Shop', call)).toMatchObject({ changedSinceReread: true, rereadAt: read.rereadAt });
  });

  it('survives; a file that nobody can read is set aside and said until it is written anew', async () => {
    await runbooks().save('Shop', wholeRunbook, call);
    const again = deskOf();
    expect((await again.get('Shop', call)).text).toEqual(wholeRunbook);
    const [app] = (await openSettings(test.deps.home, '1').read()).apps;
    const file = path.join(test.deps.home, 'runbooks', `${app?.vault.id ?? ''}.json`);
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 40));
    expect(await again.get('Shop', call)).toMatchObject({ isDamaged: true, text: { people: [] } });
    expect(await again.evidence('Shop')).toBeUndefined();
    expect(await again.save('Shop', wholeRunbook, call)).toMatchObject({ isDamaged: false, text: wholeRunbook });
    await rename(`${file}.damaged`, file);
  });
});

describe('a deputy', () => {
  beforeEach(async () => {
    await test.engine.backup('Shop', call);
    await runbooks().save('Shop', wholeRunbook, call);
  });

  it('proves their key by the code that stock age opens with it, once, and not with a code from long ago', async (context) => {
    needs(context, 'age');
    const identity = await letIn('Grace');
    await runbooks().follow('Shop', call);
    const copy = new TextDecoder().decode((await runbooks().file('Shop', { format: 'md', copy: 'deputy' }, call)).content);
    const keyFile = path.join(test.deps.home, 'grace.txt');
    await writeFile(keyFile, identity);
    const object = (await runbookKeys()).find((key) => key.startsWith('deputy-proof/')) ?? '';
    const opened = (input: string | Uint8Array): string => execFileSync('age', ['-d', '-i', keyFile], { input, encoding: 'utf8' });
    const said = opened(/-----BEGIN[^]*END AGE ENCRYPTED FILE-----\n/.exec(copy)?.[0] ?? '');
    expect(opened(await test.connector.placeAt('/Backups').get(`shop/${object}`, call))).toBe(said);
    expect(said).toMatch(/: [0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\n$/);

    await expect(runbooks().proveDeputy('Shop', 'AAAA-BBBB-CCCC-DDDD', call)).rejects.toMatchObject({ code: 'permission-denied' });
    const { runbook, deputy } = await runbooks().proveDeputy('Shop', said.toLowerCase().replaceAll('-', ' '), call);
    expect(deputy).toBe('Grace');
    expect(runbook.deputies).toMatchObject([{ name: 'Grace', provedAt: runbook.deputyProvedAt }]);
    await expect(runbooks().proveDeputy('Shop', said, call)).rejects.toMatchObject({ code: 'conflict' });

    await runbooks().follow('Shop', call);
    const later = opened(await test.connector.placeAt('/Backups').get(`shop/${object}`, call));
    expect(later).not.toBe(said);
    await test.clock.sleepUntil(new Date(test.clock.now().getTime() + 61 * day), call.signal);
    await expect(runbooks().proveDeputy('Shop', later, call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'too-old' } });
  });

  it('finds page and code on a computer of their own, and is told of a page that somebody else changed', async () => {
    const key = await letIn('Grace');
    await runbooks().follow('Shop', call);
    const fresh = await makeTestEngine();
    fresh.connector.placeAt = test.connector.placeAt;
    await fresh.engine.openApp({ location: { kind: 'local', path: '/Backups/shop' }, key }, call);
    const { found } = await fresh.engine.runbooks.get('Shop', call);
    expect(found).toMatchObject({ state: 'as-written', markdown: await stored('runbook.md') });
    expect((await runbooks().proveDeputy('Shop', found?.deputyCode ?? '', call)).deputy).toBe('Grace');
    await test.connector.placeAt('/Backups').put('shop/runbook.md', new TextEncoder().encode('Call me'), call);
    expect((await fresh.engine.runbooks.get('Shop', call)).found).toMatchObject({ state: 'changed', markdown: 'Call me' });
    expect(await fresh.engine.runbooks.follow('Shop', call)).toBe(false);
    await fresh.remove();
  });

  it('who is shut out has proved nothing any more, and their code goes from the places', async () => {
    await letIn('Grace');
    await runbooks().follow('Shop', call);
    expect(await runbookKeys()).toHaveLength(4);
    await test.engine.deputies.revoke('Shop', 'Grace', call);
    await runbooks().follow('Shop', call);
    expect(await runbookKeys()).toHaveLength(3);
    expect(await problems()).toEqual([]);
    await expect(runbooks().file('Shop', { format: 'pdf', copy: 'deputy' }, call)).rejects.toMatchObject({ code: 'not-found', details: { reason: 'no-deputy' } });
  });
});
