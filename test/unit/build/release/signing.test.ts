import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSignedForUpdates, readSigning, signingPlan, signingText, withKeyFile, writeSigning } from '../../../../build/release/signing.mjs';

const mac = { CSC_LINK: 'mac link', CSC_KEY_PASSWORD: 'mac word', APPLE_ID: 'id', APPLE_APP_SPECIFIC_PASSWORD: 'apple word', APPLE_TEAM_ID: 'TEAM' };
const macByKey = { CSC_LINK: 'mac link', CSC_KEY_PASSWORD: 'mac word', APPLE_API_KEY: '-----BEGIN PRIVATE KEY-----\nkey word\n-----END PRIVATE KEY-----', APPLE_API_KEY_ID: 'KEY', APPLE_API_ISSUER: 'issuer' };
const certificate = { WIN_CSC_LINK: 'win link', WIN_CSC_KEY_PASSWORD: 'win word' };
const azure = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 'azure word', AZURE_SIGN_ENDPOINT: 'https://eus.example/', AZURE_SIGN_ACCOUNT: 'a', AZURE_SIGN_PROFILE: 'p', AZURE_SIGN_PUBLISHER: 'CN=Who, O=Made It' };
/** As a workflow hands over secrets that nobody set. */
const empty = Object.fromEntries(Object.keys({ ...mac, ...macByKey, ...certificate, ...azure }).map((name) => [name, '']));
const path0 = { PATH: '/bin' };

describe('signing', () => {
  it('without secrets nothing is signed, no keychain is searched, and none of them is handed on', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      const { note, env } = signingPlan(platform, { ...path0, ...empty });
      expect([note.signing, env]).toEqual(['unsigned', { ...path0, CSC_IDENTITY_AUTO_DISCOVERY: 'false' }]);
    }
  });

  it('with its secrets each system is signed or the packaging fails, and gets its own secrets alone', () => {
    const everything = { ...path0, ...mac, ...certificate, HOLDFAST_RELEASE_KEY: 'release key' };
    const withoutSecrets = { ...path0, CSC_IDENTITY_AUTO_DISCOVERY: 'false' };
    expect(signingPlan('darwin', everything)).toEqual({ note: { system: 'macos', signing: 'signed-and-notarised' }, args: ['-c.forceCodeSigning=true', '-c.mac.notarize=true'], env: { ...path0, ...mac }, withoutSecrets });
    expect(signingPlan('darwin', { ...path0, ...empty, ...macByKey, ...certificate })).toMatchObject({ note: { signing: 'signed-and-notarised' }, env: { ...path0, ...macByKey }, withoutSecrets });
    expect(signingPlan('win32', everything)).toEqual({ note: { system: 'windows', signing: 'signed' }, args: ['-c.forceCodeSigning=true'], env: { ...path0, ...certificate }, withoutSecrets });
    expect(signingPlan('linux', everything).env).toEqual(withoutSecrets);
    expect(signingPlan('win32', azure)).toMatchObject({
      note: { system: 'windows', signing: 'signed' },
      args: ['-c.forceCodeSigning=true', '-c.win.azureSignOptions.endpoint=https://eus.example/', '-c.win.azureSignOptions.codeSigningAccountName=a', '-c.win.azureSignOptions.certificateProfileName=p', '-c.win.azureSignOptions.publisherName=CN=Who, O=Made It'],
    });
    expect(signingPlan('win32', azure).env).toEqual({ AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 'azure word' });
  });

  it('half of the secrets fails, by their names and never by their values', () => {
    for (const [platform, secrets] of [['darwin', mac], ['darwin', macByKey], ['win32', certificate], ['win32', azure]] as const) {
      for (const missing of Object.keys(secrets)) {
        const lacking = () => signingPlan(platform, { ...secrets, [missing]: ' ' });
        expect(lacking).toThrow(`lacks ${missing}.`);
        expect(lacking).not.toThrow(/ word|link/);
      }
    }
    expect(() => signingPlan('win32', { ...certificate, ...azure })).toThrow('not by both');
    expect(() => signingPlan('darwin', { ...mac, ...macByKey })).toThrow('not by both');
  });

  it('hands Apple’s key on as the file that electron-builder asks for, and leaves none behind', () => {
    const { env, remove } = withKeyFile(macByKey);
    const { APPLE_API_KEY: file = '', ...others } = env;
    expect(readFileSync(file, 'utf8')).toBe(`${macByKey.APPLE_API_KEY}\n`);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(others).toEqual({ CSC_LINK: 'mac link', CSC_KEY_PASSWORD: 'mac word', APPLE_API_KEY_ID: 'KEY', APPLE_API_ISSUER: 'issuer' });
    remove();
    expect(existsSync(path.dirname(file))).toBe(false);
    // A person at a Mac has the file already.
    expect(withKeyFile({ APPLE_API_KEY: '/Users/me/key.p8' }).env).toEqual({ APPLE_API_KEY: '/Users/me/key.p8' });
  });

  it('what was done is said of every system in the text of the release', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-signing-'));
    try {
      writeSigning(folder, { system: 'linux', signing: 'unsigned' });
      writeSigning(folder, { system: 'windows', signing: 'signed' });
      expect(() => readSigning(folder)).toThrow('How the files for macos are signed was not noted.');
      writeSigning(folder, { system: 'macos', signing: 'unsigned' });
      const text = signingText(readSigning(folder), isSignedForUpdates(folder));
      expect(text).toMatch(/macOS: \*\*not signed by a registered developer and not notarised\*\*/);
      expect(text).toContain('- Windows: signed.');
      expect(text).toContain('- Updates: **not signed**.');
      expect(signingText([{ system: 'windows', signing: 'unsigned' }], true)).toMatch(/Windows: \*\*not signed\*\*(?:.|\n)*- Updates: signed\./);
      expect(signingText([{ system: 'macos', signing: 'unsigned' }], true)).toContain('offers this release, except on a Mac');
      for (const name of ['latest.yml', 'latest-mac.yml', 'latest.yml.sig']) writeFileSync(path.join(folder, name), '');
      expect(isSignedForUpdates(folder)).toBe(false);
      writeFileSync(path.join(folder, 'latest-mac.yml.sig'), '');
      expect(isSignedForUpdates(folder)).toBe(true);
      writeFileSync(path.join(folder, 'signing-macos.json'), '{"system":"macos","signing":"very"}');
      expect(() => readSigning(folder)).toThrow('cannot be read');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
