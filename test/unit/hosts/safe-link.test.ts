import { createRouterClient } from '@orpc/server';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signInToGoogle } from '../../../electron/engine/destinations/google-drive/sign-in.ts';
import { createDesktopStandIn } from '../../../electron/hosts/loopback/desktop-stand-in.ts';
import { safeLink } from '../../../electron/hosts/safe-link.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('a link that is handed to the system', () => {
  it('may be Google’s page for signing in, and goes there to the letter', async () => {
    const stop = new AbortController();
    let address = '';
    const openBrowser = async (page: string): Promise<void> => {
      address = page;
      stop.abort();
    };
    await expect(signInToGoogle({ client: { clientId: '1234-own.apps.googleusercontent.com' }, account: 'founder+1@example.com', openBrowser, clock: new FakeClock(), signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(address).toMatch(/^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?/);
    expect(safeLink(address)).toBe(address);
  });

  it.for(['https://holdfast.example/a?b=c#d', 'mailto:help@holdfast.example', 'mailto:help@holdfast.example?subject=Hello&body=There'])('may be %s', (link) => {
    expect(safeLink(link)).toBe(link);
  });

  it.for([
    'http://holdfast.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://share',
    'ms-msdt:/id PCWDiagnostic',
    'vscode://file/etc/passwd',
    'https://bank.example@evil.example/',
    'https://:secret@evil.example/',
    'mailto:a@b.example?attach=/etc/passwd',
    'mailto:?subject=x',
    '//holdfast.example',
    'no link',
    '',
  ])('may not be %s', (link) => {
    expect(safeLink(link)).toBeUndefined();
  });

  it('has one of two schemes, whatever the text', () => {
    fc.assert(fc.property(fc.tuple(fc.constantFrom('https://', 'http://', 'mailto:', 'file://', 'javascript:', ''), fc.string()).map((parts) => parts.join('')), (text) => safeLink(text) === undefined || /^(https|mailto):/.test(safeLink(text) ?? '')), { numRuns: 300 });
  });

  it.for(['https://bank.example@evil.example/', 'mailto:a@b.example?attach=/etc/passwd', 'http://holdfast.example'])('is held to the same in a browser tab: %s', async (url) => {
    await expect(createRouterClient(createDesktopStandIn('linux', '0.1.0')).openLink({ url })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
