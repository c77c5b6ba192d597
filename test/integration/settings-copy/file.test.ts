import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptySettings } from '../../../electron/engine/settings/schema.ts';
import { printed } from '../../contract/vault-format/with-tools.ts';
import { needs } from '../../support/needs.ts';
import { copyPassphrase, makeSettingsHome, type SettingsHome } from '../../support/settings-homes.ts';
import { bucket, shop, someSecrets, someSettings, webhook } from '../../support/some-settings.ts';

let here: SettingsHome;
let there: SettingsHome;
beforeEach(async () => {
  here = await makeSettingsHome(someSettings);
  for (const [name, secret] of someSecrets) here.secrets.set(name, secret);
  there = await makeSettingsHome();
});
afterEach(async () => {
  await Promise.all([here.remove(), there.remove()]);
});

const inside = z.looseObject({ settings: z.looseObject({}), secrets: z.array(z.tuple([z.string(), z.string()])) });

async function opened(file: Uint8Array): Promise<z.infer<typeof inside>> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(copyPassphrase);
  return inside.parse(JSON.parse(await decrypter.decrypt(file, 'text')));
}

async function sealed(content: unknown, workFactor = 2): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(copyPassphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return encrypter.encrypt(typeof content === 'string' ? content : JSON.stringify(content));
}

/** Whatever it is, it is refused and leaves everything as it was. */
async function refusal(file: Uint8Array, passphrase = copyPassphrase): Promise<unknown> {
  const error = await there.desk.preview({ file, passphrase, folders: [] }).then(
    () => 'it was taken',
    (failed: unknown) => failed,
  );
  expect(await there.settings.read()).toEqual(emptySettings);
  expect(there.secrets.size).toBe(0);
  return error;
}

describe('the file', () => {
  it('holds settings and no secret, unless secrets are asked for; keys of backups never', async () => {
    const [without, withThem] = [await opened(await here.file()), await opened(await here.file(true))];
    for (const [, secret] of someSecrets) expect(JSON.stringify(without)).not.toContain(secret);
    expect(without).toMatchObject({ format: 'holdfast-settings', withSecrets: false, secrets: [], settings: { apps: [{ name: 'Shop' }], pausedUntil: null, canary: null } });
    expect(withThem.secrets.map(([, secret]) => secret).toSorted()).toEqual(['b44-secret-token', 'https://hooks.example.com/services/T000/B000/abc', 'secret-of-the-bucket', 'signing-secret'].toSorted());
    // What was proved there is not proved here.
    for (const word of ['kitProvedAt', 'kitSaid', 'rewritten']) expect(JSON.stringify(withThem)).not.toContain(word);
  });

  it('opens with the stock age program', async (context) => {
    needs(context, 'age');
    const file = await here.file();
    // It asks a terminal for the passphrase, and `script` is one.
    const text = printed('script', ['-qec', `sh -c 'printf %s "$COPY" | base64 -d | age -d > "$OUT" && echo opened'`, '/dev/null'], { input: Buffer.from(`${copyPassphrase}\n`), env: { ...process.env, COPY: Buffer.from(file).toString('base64'), OUT: `${here.home}/opened.json` } }).toString();
    expect(text).toContain('opened');
    expect(JSON.parse(printed('cat', [`${here.home}/opened.json`]).toString())).toMatchObject({ format: 'holdfast-settings' });
  });

  it('is made with no passphrase that is easily found', async () => {
    for (const passphrase of ['short', 'aaaaaaaaaaaaaaaaaa', ' seven unrelated words', 'seven\nunrelated words']) {
      await expect(here.desk.make({ passphrase, withSecrets: false }), passphrase).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'passphrase' } });
    }
  });

  it('says which secrets this computer does not have', async () => {
    here.secrets.delete('app/shop/token');
    expect((await here.desk.make({ passphrase: copyPassphrase, withSecrets: true })).missing).toEqual(['Shop']);
  });
});

describe('a file that is not right', () => {
  it('with another passphrase is not opened', async () => {
    expect(await refusal(await here.file(), 'another passphrase')).toMatchObject({ code: 'permission-denied', details: { reason: 'wrong-passphrase', field: 'passphrase' } });
  });

  it('is refused wherever it was cut short or a byte of it was changed', async () => {
    const file = await here.file();
    for (let length = 0; length < file.length; length += 97) expect(await refusal(file.subarray(0, length)), `cut at ${length}`).toMatchObject({ code: expect.stringMatching(/^(invalid-input|permission-denied|corrupt)$/) });
    for (let at = 0; at < file.length; at += 61) {
      const flipped = file.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(await refusal(flipped), `byte ${at}`).toMatchObject({ code: expect.stringMatching(/^(invalid-input|permission-denied|corrupt)$/) });
    }
  });

  it.each([
    ['empty', new Uint8Array(0)],
    ['a picture', Buffer.from('\u0089PNG\r\n\u001a\n')],
    ['larger than settings are', new Uint8Array(2 * 1024 * 1024 + 1)],
  ])('is no such file: %s', async (_what, file) => {
    expect(await refusal(file)).toMatchObject({ code: 'invalid-input', details: { field: 'file' } });
  });

  it('that asks for more work than any that is made here is not begun', async () => {
    const file = Buffer.from(await here.file()).toString('latin1').replace(/^(.*\n-> scrypt \S+) 2\n/, '$1 20\n');
    expect(await refusal(Buffer.from(file, 'latin1'))).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('more work') });
  });

  it('that is for a key rather than a passphrase is told as that', async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    expect(await refusal(await encrypter.encrypt('{}'))).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('not with a passphrase') });
  });

  it('of a newer Holdfast is told as that, whatever else is new in it', async () => {
    const content = await opened(await here.file());
    expect(await refusal(await sealed({ ...content, version: 2, surprise: true }))).toMatchObject({ code: 'corrupt', details: { reason: 'newer' } });
    expect(await refusal(await sealed({ ...content, settings: { ...content.settings, version: 99, surprise: true } }))).toMatchObject({ code: 'corrupt', details: { reason: 'newer' } });
  });

  it('of an older Holdfast is taken over as its own settings would be', async () => {
    const content = await opened(await here.file());
    const { name, slug, connection, secrets, destinations, vault: { id, recipient }, addedAt } = shop;
    const old = { version: 1, apps: [{ name, slug, connection, secrets, destinations, vault: { id, recipient }, addedAt, schedule: { everyHours: 12 } }], destinations: [{ kind: 'local', name: 'Bucket', path: '/media/disk', addedAt }], formerApps: [] };
    await there.take(await sealed({ ...content, settings: old }));
    expect(await there.settings.read()).toMatchObject({ version: 4, apps: [{ name: 'Shop', schedule: { rule: { kind: 'every', hours: 12 } } }], alertChannels: [] });
  });

  it.each([
    ['no JSON', 'settings: yes'],
    ['JSON that never ends', '['.repeat(500_000)],
    ['another thing', { format: 'recipes', version: 1 }],
    ['nothing', null],
    ['a list', []],
  ])('holds no settings: %s', async (_what, content) => {
    expect(await refusal(await sealed(content))).toMatchObject({ code: expect.stringMatching(/^(invalid-input|corrupt)$/) });
  });

  it('quotes nothing of itself', async () => {
    const content = await opened(await here.file());
    const shown = JSON.stringify([await refusal(await sealed({ ...content, 'SECRET-KEY-NAME': 1 })), await refusal(await sealed({ ...content, computer: 'SECRET\u0000' })), await refusal(await sealed('SECRET {'))].map(String));
    expect(shown).not.toContain('SECRET');
  });
});

/** Everything in a file that opens goes through what is asked of a person who types it. */
describe('a file that was made by somebody else', () => {
  const withApp = (more: object): unknown => ({ ...someSettings, apps: [{ ...shop, ...more }] });
  const withPlace = (more: object): unknown => ({ ...someSettings, destinations: [{ ...bucket, ...more }] });

  const hostile: readonly (readonly [string, unknown])[] = [
    ['an unknown field', { ...someSettings, surprise: true }],
    ['an unknown field of an app', withApp({ surprise: true })],
    ['a window of its own', { ...someSettings, window: { width: 1 } }],
    ['an app with a password in its address', withApp({ connection: { ...shop.connection, url: 'https://me:secret@app.base44.com' } })],
    ['an app at a file', withApp({ connection: { ...shop.connection, url: 'file:///etc/passwd' } })],
    ['an app id that leaves its path', withApp({ connection: { ...shop.connection, appId: '../admin' } })],
    ['a folder name that leaves the place', withApp({ slug: '../../etc' })],
    ['a name that cannot be seen', withApp({ name: '\u202e' })],
    ['a key that is none', withApp({ vault: { ...shop.vault, recipient: 'age1nonsense' } })],
    ['a deputy with a key that is none', withApp({ vault: { ...shop.vault, deputies: [{ name: 'Eve', recipient: 'age1x', addedAt: shop.addedAt }] } })],
    ['a backup each minute', withApp({ schedule: { rule: { kind: 'cron', expression: '* * * * *', zone: 'UTC' } } })],
    ['a zone that is none', withApp({ schedule: { rule: { kind: 'daily', times: ['03:00'], zone: 'Moon/Crater' } } })],
    ['a rule that keeps no backup', withApp({ retention: { preset: 'standard', keep: { last: 0, daily: 0, weekly: 0, monthly: 0, preChange: 0 }, automatic: true } })],
    ['an app in a place that is not there', withApp({ destinations: ['Elsewhere'] })],
    ['an app in no place', withApp({ destinations: [] })],
    ['two apps with one vault', { ...someSettings, apps: [shop, { ...shop, name: 'Shop 2', slug: 'shop-2' }] }],
    ['a place in a folder without a beginning', withPlace({ kind: 'local', path: 'relative' })],
    ['a bucket at a script', withPlace({ endpoint: 'javascript:alert(1)' })],
    ['a bucket with a password in its address', withPlace({ endpoint: 'https://me:secret@s3.example.com' })],
    ['a bucket name that leaves its path', withPlace({ bucket: '../other' })],
    ['a folder in a bucket that leaves it', withPlace({ prefix: '../other' })],
    ['two places in one folder', { ...someSettings, destinations: [bucket, { ...bucket, name: 'Again' }] }],
    ['a channel whose number is a path', { ...someSettings, alertChannels: [{ ...webhook, id: '../../vault' }] }],
    ['mail without encryption to another computer', { ...someSettings, alertChannels: [{ kind: 'email', id: webhook.id, name: 'Mail', addedAt: shop.addedAt, apps: 'all', least: 'alarm', digest: false, host: 'mail.example.com', port: 25, security: 'none', from: 'a@example.com', to: ['b@example.com'], secrets: {} }] }],
    ['mail from nobody', { ...someSettings, alertChannels: [{ kind: 'email', id: webhook.id, name: 'Mail', addedAt: shop.addedAt, apps: 'all', least: 'alarm', digest: false, host: 'mail.example.com', port: 465, security: 'tls', from: 'a', to: ['b@example.com'], secrets: {} }] }],
  ];

  it.each(hostile)('is refused whole: %s', async (_what, settings) => {
    const content = await opened(await here.file());
    expect(await refusal(await sealed({ ...content, settings }))).toMatchObject({ code: expect.stringMatching(/^(invalid-input|corrupt|conflict)$/) });
  });

  it.each([
    ['where a cloud machine tells its own secrets', 'http://169.254.169.254/latest/meta-data'],
    ['at a file', 'file:///etc/passwd'],
    ['with a password in it', 'https://me:secret@hooks.example.com/x'],
  ])('sends alerts nowhere that could not be typed: %s', async (_what, url) => {
    const content = await opened(await here.file(true));
    expect(await refusal(await sealed({ ...content, secrets: [['channel/one/address', url]] }))).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('Team') });
  });

  it('cannot bring secrets that nothing of it needs, the key of backups among them', async () => {
    const content = await opened(await here.file(true));
    for (const name of ['vault/x/identity', shop.secrets.identity, '__proto__']) {
      expect(await refusal(await sealed({ ...content, secrets: [[name, 'AGE-SECRET-KEY-1']] })), name).toMatchObject({ code: 'corrupt' });
    }
    for (const token of ['two\nlines', 'x'.repeat(9000)]) expect(await refusal(await sealed({ ...content, secrets: [['app/shop/token', token]] }))).toMatchObject({ code: 'invalid-input' });
  });

  it('cannot have a secret of this computer sent by naming it', async () => {
    const content = await opened(await here.file());
    const stolen = { ...shop, connection: { platform: 'base44', url: 'https://evil.example.com', appId: 'x' }, secrets: { ...shop.secrets, token: 'vault/mine/identity' } };
    there.secrets.set('vault/mine/identity', 'AGE-SECRET-KEY-MINE');
    await there.take(await sealed({ ...content, settings: { ...someSettings, apps: [stolen] } }));
    const [app] = (await there.settings.read()).apps;
    expect(app?.secrets.token).toMatch(/^app\//);
    expect(there.secrets.get(app?.secrets.token ?? '')).toBeUndefined();
  });
});
