import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseIdentity } from '../../../electron/engine/vault/crypto/keys.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
let identity = '';
beforeEach(async () => {
  test = await makeTestEngine({ random: seededRandom(7) });
  test.source.setEntity('Order', { records: [] });
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
  ({ identity } = await test.engine.recoveryKit('Shop'));
});
afterEach(() => test.remove());

const group = (number: number): string => identity.slice(16 + (number - 1) * 5, 16 + number * 5);
const right = (groups: readonly number[]) => groups.map((number) => ({ group: number, text: group(number) }));
const provedAt = async () => (await openSettings(test.deps.home, '1').read()).apps[0]?.kitProvedAt;

describe('a kit', () => {
  it('is a text that is a key file, or a PDF, with a name to propose', async () => {
    const text = await test.engine.kit.render('shop', { format: 'txt', deputy: ' Ada ' });
    expect(text).toMatchObject({ fileName: 'holdfast-recovery-kit-shop.txt', mediaType: 'text/plain' });
    const written = new TextDecoder().decode(text.content);
    expect(parseIdentity(written)).toBe(identity);
    expect(written.split('\n').filter((line) => !line.startsWith('#'))).toEqual([identity, '']);
    for (const part of ['Shop', 'Backups: /Backups/shop', 'Deputy:  Ada\n', '14 January 2026']) expect(written).toContain(part);
    for (let number = 1; number <= 12; number += 1) expect(written).toMatch(new RegExp(`\\b${number} ${group(number)}\\b`));

    const page = await test.engine.kit.render('Shop', { format: 'pdf' });
    expect(page).toMatchObject({ fileName: 'holdfast-recovery-kit-shop.pdf', mediaType: 'application/pdf' });
    expect(new TextDecoder('latin1').decode(page.content.subarray(0, 5))).toBe('%PDF-');
  });

  it('lets no name end the comment it stands in', async () => {
    const { content } = await test.engine.kit.render('Shop', { format: 'txt', deputy: 'Eve\nAGE-SECRET-KEY-1EVE\r\u2028\u202E' });
    expect(new TextDecoder().decode(content).split(/[\n\r\u2028]/).filter((line) => !line.startsWith('#'))).toEqual([identity, '']);
  });
});

describe('the proof', () => {
  it('asks for other groups each time, never for the short one', async () => {
    const first = await test.engine.kit.challenge('Shop');
    expect(first).toMatchObject({ of: 12, length: 5 });
    const seen = new Set<number>();
    let before: readonly number[] = first.groups;
    for (let times = 0; times < 30; times += 1) {
      const { groups } = await test.engine.kit.challenge('Shop');
      expect(groups).toHaveLength(3);
      expect(groups.filter((each) => before.includes(each))).toEqual([]);
      for (const each of groups) seen.add(each);
      before = groups;
    }
    expect([...seen].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('is the groups that were asked for, and is noted', async () => {
    const { groups } = await test.engine.kit.challenge('Shop');
    const answers = groups.map((number) => ({ group: number, text: ` ${group(number).toLowerCase().replace(/^(..)/, '$1-')} ` }));
    expect(await provedAt()).toBeUndefined();
    expect(await test.engine.kit.prove('Shop', answers)).toEqual({ proved: true, wrong: [] });
    expect(await provedAt()).toBe(test.clock.now().toISOString());
    // Once answered, it is over.
    await expect(test.engine.kit.prove('Shop', answers)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'not-asked' } });
  });

  it('is not made with groups nobody asked for, with some of them, or with wrong ones', async () => {
    await expect(test.engine.kit.prove('Shop', right([1, 2, 3]))).rejects.toMatchObject({ code: 'conflict' });
    const { groups } = await test.engine.kit.challenge('Shop');
    const [first = 0, second = 0, third = 0] = groups;
    const others = [1, 2, 3, 4, 5, 6, 7].filter((number) => !groups.includes(number)).slice(0, 3);
    expect(await test.engine.kit.prove('Shop', right(others))).toEqual({ proved: false, wrong: groups });
    expect(await test.engine.kit.prove('Shop', right([first, second]))).toEqual({ proved: false, wrong: [third] });
    expect(await test.engine.kit.prove('Shop', [...right([first, third]), { group: second, text: group(first) }])).toEqual({ proved: false, wrong: [second] });
    expect(await test.engine.kit.prove('Shop', groups.map((number) => ({ group: number, text: '' })))).toEqual({ proved: false, wrong: groups });
    expect(await provedAt()).toBeUndefined();
    expect(await test.engine.kit.prove('Shop', right(groups))).toMatchObject({ proved: true });
  });

  it('cannot be tried on and on', async () => {
    const { groups } = await test.engine.kit.challenge('Shop');
    for (let times = 0; times < 10; times += 1) await test.engine.kit.prove('Shop', [{ group: groups[0] ?? 0, text: 'AAAAA' }]);
    const error: unknown = await test.engine.kit.prove('Shop', right(groups)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'conflict', details: { reason: 'too-many' } });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(group(groups[0] ?? 1));
    expect(await provedAt()).toBeUndefined();
    expect(await test.engine.kit.prove('Shop', right((await test.engine.kit.challenge('Shop')).groups))).toMatchObject({ proved: true });
  });

  it('can be the whole key', async () => {
    expect(await test.engine.kit.verify('Shop', identity.toLowerCase())).toEqual({ proved: true });
    expect(await provedAt()).toBeDefined();
    await test.engine.apps.add({ name: 'Other', connection: { platform: 'csv-folder', path: '/elsewhere' } }, call);
    expect(await test.engine.kit.verify('Other', identity)).toEqual({ proved: false });
    await expect(test.engine.kit.verify('Shop', 'hello')).rejects.toMatchObject({ code: 'invalid-input' });
    const apps = (await openSettings(test.deps.home, '1').read()).apps.map(({ name, kitProvedAt }) => [name, kitProvedAt !== undefined]);
    expect(apps).toEqual([['Shop', true], ['Other', false]]);
  });
});
