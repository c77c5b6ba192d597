import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileFinder, parseFileAddress } from '../../../../electron/engine/sources/base44/files/addresses.ts';

const appId = '0123456789abcdef01234567';
const home = { origin: 'http://127.0.0.1:4400', appId };
const find = createFileFinder(home);
const inRecord = (value: unknown): readonly string[] => find(JSON.stringify({ a: 1, value }));

const publicOnes = [
  `https://media.base44.com/images/public/${appId}/a1b2c3_photo.png`,
  `https://media.base44.com/files/public/${appId}/a1b2c3_price%20list.pdf`,
  `https://base44.app/api/apps/${appId}/files/public/${appId}/a1_x.png`,
  `https://base44.app/api/apps/${appId}/files/mp/public/${appId}/a1_x.png`,
  `https://app.base44.com/api/apps/${appId}/files/public/${appId}/a1_x.png`,
  `https://my-shop.base44.app/api/apps/${appId}/files/public/${appId}/a1_x.png`,
  `https://qtrypzzcjebvfcihiynt.supabase.co/storage/v1/object/public/base44-prod/public/${appId}/a1_x.png`,
  `http://127.0.0.1:4400/api/apps/${appId}/files/public/${appId}/a1_photo%20%C3%A9.png`,
  // A copied app keeps pictures of the one it was copied from.
  'https://media.base44.com/images/public/ffffffffffffffffffffffff/a1_x.png',
];
const privateOnes = [
  `/api/apps/${appId}/files/private/${appId}/a1_contract.pdf`,
  `/api/apps/${appId}/files/mp/private/${appId}/a1_contract.pdf`,
  `files/private/${appId}/a1_contract.pdf`,
  `private/${appId}/a1_contract.pdf`,
  `mp/private/${appId}/a1_contract.pdf`,
  `https://base44.app/api/apps/${appId}/files/mp/private/${appId}/a1_contract.pdf`,
];

describe('addresses of uploaded files', () => {
  it.each(publicOnes)('%s is found as a value, and fetched from where it points', (address) => {
    expect(inRecord(address)).toEqual([address]);
    expect(parseFileAddress(address, home)).toMatchObject({ kind: 'public' });
  });

  it.each(privateOnes)('%s is found as a value, and must be signed', (address) => {
    expect(inRecord(address)).toEqual([address]);
    expect(parseFileAddress(address, home)).toMatchObject({ kind: 'private' });
  });

  it.each(publicOnes)('%s is found inside of longer texts', (address) => {
    expect(inRecord(`<p>See <img src="${address}"> here</p>`)).toEqual([address]);
    expect(inRecord(`<p>See <img src='${address}'> here</p>`)).toEqual([address]);
    expect(inRecord(`![picture](${address}) and more`)).toEqual([address]);
    expect(inRecord(`Look at ${address}, then at ${address}.`)).toEqual([address]);
    expect(inRecord(`line\n${address}\nline`)).toEqual([address]);
    expect(inRecord([{ deep: [address] }])).toEqual([address]);
    expect(inRecord(JSON.stringify({ url: address }))).toEqual([address]);
  });

  it('with brackets in the name are found whole', () => {
    const address = `https://media.base44.com/files/public/${appId}/a1_copy(2).pdf`;
    expect(inRecord(address)).toEqual([address]);
    expect(inRecord(`[it](${address})`)).toEqual([address]);
  });

  it('are given in the order they appear, each once', () => {
    const [a = '', b = ''] = publicOnes;
    expect(find(JSON.stringify({ x: b, y: a, z: b }))).toEqual([b, a]);
  });

  it('written with http at Base44 are fetched over https', () => {
    expect(parseFileAddress(`http://media.base44.com/images/public/${appId}/a.png`, home)).toEqual({ kind: 'public', url: new URL(`https://media.base44.com/images/public/${appId}/a.png`) });
  });
});

describe('anything else is no file of the app', () => {
  const path = `/api/apps/${appId}/files/public/${appId}/a.png`;
  it.each([
    'https://example.com/picture.png',
    'https://www.base44.com/pricing',
    'https://media.base44.com/',
    `https://media.base44.com.evil.example${path}`,
    `https://evilbase44.com${path}`,
    `https://evil.example/?u=https://base44.app${path}`,
    `https://user:secret@base44.app${path}`,
    `https://base44.app:8443${path}`,
    `http://127.0.0.1:4401${path}`,
    `http://localhost:4400${path}`,
    `http://[::1]:4400${path}`,
    `http://169.254.169.254${path}`,
    `http://10.0.0.1${path}`,
    `http://192.168.1.1${path}`,
    `http://2130706433:4401${path}`,
    `file:///etc/passwd#base44${path}`,
    `http://127.0.0.1:4400/api/apps/${appId}/secrets`,
    `http://127.0.0.1:4400/api/apps/${appId}/files/public/${appId}/../../../secrets`,
    'private/notes of mine',
    'private/notes/x',
    '/private/var/log',
  ])('%s', (address) => {
    expect(inRecord(address)).toEqual([]);
    expect(parseFileAddress(address, home)).toBeUndefined();
  });

  it('nor is a key that looks like one', () => {
    expect(find(JSON.stringify({ [`private/${appId}/x.pdf`]: 1 }))).toEqual([]);
  });

  it('and no text at all breaks the search', () => {
    const piece = fc.constantFrom('http://', 'https://', 'base44', 'media.base44.com', '/files/', 'private/', 'public/', appId, '"', '\\', '(', ')', '%', '%zz', '\ud800', '\u0000', 'x', '/', ':', '@', '..');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const address of inRecord(pieces.join(''))) expect(parseFileAddress(address, home)).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });
});
