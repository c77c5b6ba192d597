import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { makeDesk, passphrase, type Desk } from '../../support/run-cli.ts';
import { startDemo, type DemoApp } from './demo-app.ts';
import * as shapes from './shapes.ts';

/**
 * Every command, run as a process of its own, in the order in which somebody would. Each test goes on where the one before
 * ended; what is printed is parsed by shapes that were written from the contract.
 */

let desk: Desk;
let demo: DemoApp;
beforeAll(async () => {
  desk = await makeDesk();
  demo = await startDemo('--records', '700', '--seed', '3');
});
afterAll(async () => {
  await demo.stop();
  await desk.remove();
});

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], exit = 0, env: Readonly<Record<string, string>> = {}): Promise<T> {
  const { code, value, stderr } = await desk.json(args, { env });
  expect({ code, value }).toMatchObject({ code: exit });
  // With --json and no terminal nothing is said beside the document.
  expect(stderr).toBe('');
  return shape.parse(value);
}

let orders: readonly string[] = [];
let first = '';
let second = '';

describe('setting up', () => {
  it('adds a place, which is made and tested', async () => {
    const { destination } = await ok(shapes.destinationShape, ['destination', 'add', 'Backups', '--kind', 'local', '--path', desk.at('place')]);
    expect(destination).toMatchObject({ name: 'Backups', path: desk.at('place') });
    expect(await readdir(desk.at('place'))).toEqual([]);
  });

  it('adds an app with a token from the environment and tells what it holds', async () => {
    const added = await ok(shapes.appShape, ['app', 'add', 'My shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--token-env', 'SHOP_TOKEN'], 0, { SHOP_TOKEN: demo.token });
    expect(added.app).toMatchObject({ name: 'My shop', platform: 'base44', url: demo.url, appId: demo.appId });
    orders = (await demo.records('Order')).map((order) => String(order['id']));
    expect(added.entities).toContainEqual({ name: 'Order', records: orders.length });
    expect(added.entities.length).toBeGreaterThanOrEqual(12);
  });

  it('adds an app with a token from standard input', async () => {
    const { code, value } = await desk.json(['app', 'add', 'Read only', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--destination', 'Backups'], { input: `${demo.readOnlyToken}\n` });
    expect(code).toBe(0);
    expect(shapes.appShape.parse(value).app).toMatchObject({ name: 'Read only', destinations: ['Backups'] });
  });

  it('lists both', async () => {
    expect((await ok(shapes.appsShape, ['app', 'list'])).apps.map((app) => app.name)).toEqual(['My shop', 'Read only']);
    expect((await ok(shapes.destinationsShape, ['destination', 'list'])).destinations.map((place) => place.name)).toEqual(['Backups']);
  });

  it('tests a place', async () => {
    const test = await ok(shapes.destinationTestShape, ['destination', 'test', 'backups']);
    expect(test.ok).toBe(true);
    expect(test.freeSpace).toBeGreaterThan(0);
    expect(await readdir(desk.at('place'))).toEqual([]);
  });

  it('gives an app a new token', async () => {
    await ok(shapes.appShape, ['app', 'reconnect', 'my shop', '--token-env', 'NEW'], 0, { NEW: demo.token });
  });

  it('knows no backup yet', async () => {
    expect((await ok(shapes.snapshotsShape, ['snapshots', 'My shop'])).snapshots).toEqual([]);
    const { code, value } = await desk.json(['check', 'My shop']);
    expect([code, shapes.errorShape.parse(value).error.code]).toEqual([1, 'not-found']);
  });
});

describe('backing up', () => {
  it('stores everything, verified', async () => {
    const report = await ok(shapes.backupShape, ['backup', 'My shop', '--label', 'Before the sale']);
    expect(report).toMatchObject({ outcome: 'complete', places: [{ name: 'Backups', outcome: 'verified' }] });
    expect(report.entities).toContainEqual({ name: 'Order', records: orders.length, status: 'complete' });
    expect(report.uploadedBytes).toBeGreaterThan(0);
    expect(report.storedBytes).toBeGreaterThan(0);
    first = report.snapshot;
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_my-shop_manual_before-the-sale$/);
    expect(await readdir(desk.at('place', 'my-shop', 'snapshots'))).toEqual([`${first}.age`]);
  });

  it('stores only what changed the second time', async () => {
    await demo.remove('Order', orders.slice(0, 10));
    await demo.update('Order', orders[20] ?? '', { notes: 'changed by hand' });
    const report = await ok(shapes.backupShape, ['backup', 'my-shop', '--kind', 'pre-change']);
    expect(report.reusedBytes).toBeGreaterThan(report.uploadedBytes);
    second = report.snapshot;
    expect(second).toMatch(/_my-shop_pre-change$/);
  });

  it('works with a read-only token', async () => {
    const { code, value } = await desk.json(['backup', 'Read only']);
    const report = shapes.backupShape.parse(value);
    expect(report.places).toEqual([{ name: 'Backups', outcome: 'verified' }]);
    expect(report.entities).toContainEqual({ name: 'Order', records: orders.length - 10, status: 'complete' });
    expect([code, report.outcome]).toEqual(report.outcome === 'complete' ? [0, 'complete'] : [3, 'incomplete']);
  });

  it('lists the backups, newest first', async () => {
    const { snapshots } = await ok(shapes.snapshotsShape, ['snapshots', 'My shop', '--destination', 'Backups']);
    expect(snapshots).toMatchObject([
      { name: second, kind: 'pre-change', outcome: 'complete', verified: true },
      { name: first, kind: 'manual', label: 'Before the sale', outcome: 'complete', verified: true },
    ]);
  });

  it('checks them, quickly and byte by byte', async () => {
    const quick = await ok(shapes.checkShape, ['check', 'My shop']);
    const whole = await ok(shapes.checkShape, ['check', 'My shop', '--read-data', '--destination', 'Backups']);
    expect(quick).toMatchObject({ ok: true, place: 'Backups', problems: [] });
    expect(whole).toMatchObject({ ok: true, place: 'Backups', problems: [] });
    expect(whole.objects).toBeGreaterThan(3);
  });
});

describe('comparing', () => {
  it('names what changed: exit 4', async () => {
    const diff = await ok(shapes.diffShape, ['diff', 'My shop', first, 'latest', '--records'], 4);
    const order = diff.entities.find((entity) => entity.name === 'Order');
    expect(order).toMatchObject({ created: 0, changed: 1, deleted: 10 });
    expect(order?.records?.deleted.toSorted()).toEqual(orders.slice(0, 10).toSorted());
    expect(order?.records?.changed).toEqual([orders[20]]);
    expect(diff.incidents).toMatchObject([{ kind: 'records-deleted', snapshot: first, tables: [{ name: 'Order', records: 10 }] }]);
  });

  it('finds nothing between a backup and itself: exit 0', async () => {
    const diff = await ok(shapes.diffShape, ['diff', 'My shop', 'latest', 'latest']);
    expect(diff.entities.every((entity) => entity.created + entity.changed + entity.deleted === 0)).toBe(true);
  });

  it('compares with the app as it is now', async () => {
    await ok(shapes.diffShape, ['diff', 'My shop', 'latest']);
    await demo.update('Order', orders[30] ?? '', { notes: 'again' });
    const diff = await ok(shapes.diffShape, ['diff', 'My shop', 'latest', 'live', '--records'], 4);
    expect(diff.entities.find((entity) => entity.name === 'Order')).toMatchObject({ created: 0, changed: 1, deleted: 0, records: { changed: [orders[30]] } });
  });
});

describe('taking out', () => {
  it('shows one record as it was', async () => {
    const found = await ok(shapes.recordShape, ['record', 'My shop', '--snapshot', first, '--entity', 'Order', '--id', orders[0] ?? '']);
    expect(found).toMatchObject({ snapshot: first, entity: 'Order', id: orders[0], record: { id: orders[0] } });
    const gone = await desk.json(['record', 'My shop', '--snapshot', 'latest', '--entity', 'Order', '--id', orders[0] ?? '']);
    expect([gone.code, shapes.errorShape.parse(gone.value).error.code]).toEqual([1, 'not-found']);
  });

  it.each(['jsonl', 'csv', 'sqlite'])('exports a whole backup as %s', async (format) => {
    const { files } = await ok(shapes.exportShape, ['export', 'My shop', '--snapshot', first, '--format', format, '--out', desk.at(`out-${format}`)]);
    expect(files.find((file) => file.entity === 'Order')?.records).toBe(orders.length);
    for (const file of files) expect((await stat(path.resolve(desk.at(`out-${format}`), file.path))).size).toBeGreaterThan(0);
  });

  it('exports one table alone', async () => {
    const { files } = await ok(shapes.exportShape, ['export', 'My shop', '--snapshot', first, '--format', 'jsonl', '--out', desk.at('one'), '--entity', 'Customer']);
    expect(files.map((file) => file.entity)).toEqual(['Customer']);
  });

  it('brings lost records back into files', async () => {
    const lost = orders.slice(0, 10);
    const args = ['restore', 'My shop', '--snapshot', first, '--entity', 'Order', '--id', ...lost, '--to', `files:${desk.at('lost')}`];
    const plan = await ok(shapes.restoreShape, [...args, '--dry-run']);
    expect(plan.receipt).toBeUndefined();
    expect(plan.plan.steps).toMatchObject([{ entity: 'Order', records: 10 }]);
    await expect(stat(desk.at('lost'))).rejects.toThrow('ENOENT');

    const done = await ok(shapes.restoreShape, [...args, '--yes']);
    expect(done.receipt).toEqual({ written: 10, verified: 10, skipped: 0, failed: 0, remapped: [], safetySnapshot: null });
    const file = (await readdir(desk.at('lost'), { recursive: true, withFileTypes: true })).find((entry) => entry.name.endsWith('.jsonl'));
    const lines = (await readFile(path.join(file?.parentPath ?? '', file?.name ?? ''), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id).toSorted()).toEqual(lost.toSorted());
  });

  it('and into a database of their own, with every row read back', async () => {
    const done = await ok(shapes.restoreShape, ['restore', 'My shop', '--snapshot', first, '--to', 'scratch']);
    const total = done.plan.steps.reduce((sum, { records }) => sum + records, 0);
    expect(done.receipt).toMatchObject({ written: total, verified: total, failed: 0, safetySnapshot: null });
    const [step] = done.plan.steps;
    expect(String(step?.['path']).startsWith(desk.home)).toBe(true);
  });

  it('says which of the records asked for are not in the backup: exit 3', async () => {
    const restored = await ok(shapes.restoreShape, ['restore', 'My shop', '--snapshot', 'latest', '--entity', 'Order', '--id', orders[0] ?? '', orders[40] ?? '', '--to', `files:${desk.at('some')}`], 3);
    expect(restored.receipt).toMatchObject({ written: 1, verified: 1, skipped: 1 });
  });
});

describe('without this computer', () => {
  it('the recovery kit opens everything, and nothing else is needed', async () => {
    const kit = desk.at('kit.txt');
    const { code, stdout } = await desk.run(['recovery-kit', 'My shop', '--out', kit, '--json']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('AGE-SECRET-KEY');
    expect((await stat(kit)).mode & 0o777).toBe(0o600);

    const stranger = await makeDesk();
    try {
      const at = async <T>(shape: z.ZodType<T>, location: string, args: readonly string[], exit = 0): Promise<T> => {
        const { code: ended, value } = await stranger.json(['open', location, '--identity-file', kit, ...args], { env: { HOLDFAST_KEYCHAIN: 'os' } });
        expect({ ended, value }).toMatchObject({ ended: exit });
        return shape.parse(value);
      };
      const vault = desk.at('place', 'my-shop');
      expect((await at(shapes.snapshotsShape, vault, [])).snapshots).toHaveLength(2);
      expect((await at(shapes.snapshotsShape, desk.at('place'), ['snapshots', '--app', 'My shop'])).snapshots).toHaveLength(2);
      expect((await at(shapes.checkShape, vault, ['check', '--read-data'])).ok).toBe(true);
      await at(shapes.diffShape, vault, ['diff', first, 'latest'], 4);
      await at(shapes.recordShape, vault, ['record', '--snapshot', first, '--entity', 'Order', '--id', orders[0] ?? '']);
      const { files } = await at(shapes.exportShape, vault, ['export', '--snapshot', first, '--format', 'jsonl', '--out', stranger.at('out')]);
      expect(files.find((file) => file.entity === 'Order')?.records).toBe(orders.length);
      // Its home was never made.
      expect(await readdir(stranger.folder)).toEqual(['out']);
    } finally {
      await stranger.remove();
    }
  });

  it('a kit is a page to print too, and can be proved', async () => {
    const page = desk.at('kit.pdf');
    expect((await desk.run(['recovery-kit', 'My shop', '--out', page, '--deputy', 'Ada'])).code).toBe(0);
    expect((await stat(page)).mode & 0o777).toBe(0o600);
    expect((await readFile(page)).subarray(0, 5).toString()).toBe('%PDF-');
    const key = await readFile(desk.at('kit.txt'), 'utf8');
    expect(await desk.json(['recovery-kit', 'verify', 'My shop'], { input: key })).toMatchObject({ code: 0, value: { proved: true } });
    const other = await desk.run(['recovery-kit', 'verify', 'Read only'], { input: key });
    expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining('not the one') });
    expect(other.stdout + other.stderr).not.toContain('AGE-SECRET-KEY-1');
  });

  it('a kit is never overwritten, and another app’s does not open this one', async () => {
    const again = await desk.json(['recovery-kit', 'My shop', '--out', desk.at('kit.txt')]);
    expect([again.code, shapes.errorShape.parse(again.value).error.code]).toEqual([1, 'conflict']);
    await desk.run(['recovery-kit', 'Read only', '--out', desk.at('other.txt')]);
    const wrong = await desk.json(['open', desk.at('place', 'my-shop'), '--identity-file', desk.at('other.txt')]);
    expect([wrong.code, shapes.errorShape.parse(wrong.value).error.code]).toEqual([1, 'permission-denied']);
    await writeFile(desk.at('no-key.txt'), 'nothing here\n');
    const none = await desk.json(['open', desk.at('place', 'my-shop'), '--identity-file', desk.at('no-key.txt')]);
    expect([none.code, shapes.errorShape.parse(none.value).error.code]).toEqual([2, 'invalid-input']);
  });
});

describe('damage', () => {
  it('is found, named and told with exit 4', async () => {
    const segments = desk.at('place', 'my-shop', 'segments');
    const victim = (await readdir(segments, { recursive: true, withFileTypes: true })).find((entry) => entry.isFile());
    const file = path.join(victim?.parentPath ?? '', victim?.name ?? '');
    const bytes = await readFile(file);
    const broken = Buffer.from(bytes);
    broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1;
    await writeFile(file, broken);
    const report = await ok(shapes.checkShape, ['check', 'My shop', '--read-data'], 4);
    expect(report.ok).toBe(false);
    expect(report.problems.map((problem) => problem.object)).toContain(path.relative(desk.at('place', 'my-shop'), file));
    await writeFile(file, bytes);
    await ok(shapes.checkShape, ['check', 'My shop', '--read-data']);
  });
});

describe('going', () => {
  it('forgets an app and a place, and leaves the backups', async () => {
    await ok(shapes.removedShape, ['app', 'remove', 'Read only']);
    await ok(shapes.removedShape, ['destination', 'remove', 'Backups']);
    expect((await ok(shapes.appsShape, ['app', 'list'])).apps.map((app) => app.name)).toEqual(['My shop']);
    expect(await readdir(desk.at('place'))).toEqual(['my-shop', 'read-only']);
  });
});

describe('what lies in the home', () => {
  it('holds no secret in plain text', async () => {
    const { identity } = await kitOf(desk.at('kit.txt'));
    const secrets = [demo.token, demo.readOnlyToken, identity, passphrase];
    await mkdir(desk.home, { recursive: true });
    const files = (await readdir(desk.home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const entry of files) {
      const text = await readFile(path.join(entry.parentPath, entry.name), 'latin1');
      for (const secret of secrets) expect(text.includes(secret), `${entry.name} holds a secret`).toBe(false);
    }
  });
});

async function kitOf(file: string): Promise<{ identity: string }> {
  const text = await readFile(file, 'utf8');
  return { identity: /^AGE-SECRET-KEY-1\w+$/m.exec(text)?.[0] ?? 'none' };
}
