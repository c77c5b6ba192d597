import { describe, expect, it } from 'vitest';
import { renderTextKit } from '../../../electron/engine/kit/text-kit.ts';
import { placeNotes } from '../../../electron/engine/kit/place-notes.ts';
import type { StoredDestination } from '../../../electron/engine/settings/schema.ts';
import { parseBucketAddress } from '../../../shared/model/bucket-address.ts';
import { parseHoldfastLink } from '../../../shared/model/holdfast-link.ts';
import { placesInKit } from '../../../shared/model/kit-places.ts';
import { vaultAddress } from '../../../electron/engine/registry/place-address.ts';
import { kitContent } from '../../support/kit-content.ts';

const common = { name: 'Cloud', addedAt: '2026-03-01T00:00:00.000Z' } as const;
const bucket = (more: Partial<Extract<StoredDestination, { kind: 's3' }>> = {}): StoredDestination => ({ ...common, kind: 's3', region: 'eu-central-1', bucket: 'acme', accessKeyId: 'AKIAEXAMPLE', secrets: { secretAccessKey: 'place/1/secret-access-key' }, ...more });
const drive = { ...common, kind: 'google-drive', folderId: 'F0lder', account: 'ada@example.com', clientId: 'ours', secrets: { refreshToken: 'place/2/refresh-token' } } as const satisfies StoredDestination;

describe('what a kit says of a place', () => {
  it.each([
    [bucket({ prefix: 'our/holdfast' }), /Bucket acme at Amazon S3, region eu-central-1\. Access key AKIAEXAMPLE \(its secret is not/, /console\.aws\.amazon\.com/, ' --region eu-central-1'],
    [bucket({ endpoint: 'https://0123.r2.cloudflarestorage.com', region: 'auto' }), /at 0123\.r2\.cloudflarestorage\.com, region auto/, /dash\.cloudflare\.com/, ' --region auto'],
    [bucket({ endpoint: 'https://s3.us-west-004.backblazeb2.com', region: 'us-west-004' }), /region us-west-004/, /secure\.backblaze\.com/, ' --region us-west-004'],
    [bucket({ endpoint: 'https://s3.eu-central-1.wasabisys.com' }), /wasabisys/, /console\.wasabisys\.com/, ' --region eu-central-1'],
    [bucket({ endpoint: 'http://nas:9000', region: 'us-east-1', forcePathStyle: false }), /at nas:9000/, /ask whoever runs nas:9000/, ' --region us-east-1 --addressing host'],
    [bucket({ endpoint: 'https://files.example.com/s3' }), /files\.example\.com/, /ask whoever/, ' --region eu-central-1 --endpoint https://files.example.com/s3'],
  ])('a bucket: what it is, whose key, and where a new one is made (%#)', (place, what, where, options) => {
    const said = placeNotes(place, 'ours');
    expect(said.notes[0]).toMatch(what);
    expect(said.notes[1]).toMatch(where);
    expect(said.options).toBe(options);
    expect(JSON.stringify(said)).not.toContain('place/1');
  });

  it('a folder in Google Drive: whose, and the client id where it is not this build’s', () => {
    expect(placeNotes(drive, 'ours')).toEqual({ kind: 'google-drive', notes: ['Google account: ada@example.com. Sign in with it, on a page of Google’s.'], options: '' });
    const foreign = placeNotes(drive, undefined);
    expect(foreign.notes.join(' ')).toContain('client id ours');
    expect(foreign.options).toBe(' --client-id ours');
  });

  it('a folder needs nothing more', () => {
    expect(placeNotes({ ...common, kind: 'local', path: '/Backups' }, undefined)).toEqual({ kind: 'local', notes: [], options: '' });
  });
});

describe('the text', () => {
  it('has a line to paste for a bucket, and every line but the key is a comment', () => {
    const place = bucket({ prefix: 'our/holdfast' });
    const location = vaultAddress(place, 'harbour-pine');
    const text = renderTextKit({ ...kitContent, places: [{ name: 'Cloud', location, ...placeNotes(place, 'ours') }] });
    expect(text).toContain('#   Cloud: s3://acme/our/holdfast/harbour-pine\n#       Bucket acme at Amazon S3, region eu-central-1.');
    expect(text).toContain('holdfast open "s3://acme/our/holdfast/harbour-pine" --region eu-central-1 --identity-file THIS-FILE snapshots');
    expect(text).toContain('AWS_SECRET_ACCESS_KEY');
    const [link = ''] = /holdfast:\/\/\S+/.exec(text) ?? [];
    expect(parseHoldfastLink(link)).toEqual({ kind: 'open', place: 'bucket', address: location, region: 'eu-central-1' });
    expect(text).toContain('a bucket, Google Drive');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([kitContent.identity]);
  });
});

describe('the places that a kit names', () => {
  const places = [
    { name: 'Desk: old', location: '/home/ada/Documents/Holdfast/harbour-pine' },
    { name: 'Cloud', location: 's3://acme/our/holdfast/harbour-pine', ...placeNotes(bucket(), 'ours') },
    { name: 'Drive', location: 'https://drive.google.com/drive/folders/F0lder#harbour-pine', ...placeNotes(drive, undefined) },
    { name: 'Second', location: 's3://other', ...placeNotes(bucket(), 'ours') },
  ];
  it('are read from its text again, the first of each kind', () => {
    const expected = {
      folder: '/home/ada/Documents/Holdfast/harbour-pine',
      bucket: { address: 's3://acme/our/holdfast/harbour-pine', region: 'eu-central-1', accessKeyId: 'AKIAEXAMPLE' },
      drive: { address: 'https://drive.google.com/drive/folders/F0lder#harbour-pine', clientId: 'ours' },
    };
    const text = renderTextKit({ ...kitContent, places });
    expect(placesInKit(text)).toEqual(expected);
    expect(placesInKit(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(placesInKit(renderTextKit({ ...kitContent, places: [{ name: 'Disk', location: String.raw`C:\Users\ada\Backups` }] }))).toEqual({ folder: String.raw`C:\Users\ada\Backups` });
  });

  it.each(['', kitContent.identity, 'Where the backups lie: here', renderTextKit({ ...kitContent, places: [] })])('none where it names none (%#)', (text) => {
    expect(placesInKit(text)).toEqual({});
  });
});

describe('an address of a bucket', () => {
  it.each([bucket(), bucket({ prefix: 'our/holdfast' }), bucket({ endpoint: 'http://127.0.0.1:9000', prefix: 'x' }), bucket({ endpoint: 'https://s3.us-west-004.backblazeb2.com' })])('is understood as the kit prints it (%#)', (place) => {
    if (place.kind !== 's3') throw new Error('a bucket');
    expect(parseBucketAddress(vaultAddress(place, 'shop'))).toMatchObject({ bucket: 'acme', prefix: place.prefix === undefined ? 'shop' : `${place.prefix}/shop`, ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }) });
  });

  it.each([
    ['s3://acme', { bucket: 'acme' }],
    [' "s3://acme/a%20b/" ', { bucket: 'acme', prefix: 'a b' }],
    ['https://acme.s3.eu-central-1.amazonaws.com/our/holdfast/', { bucket: 'acme', region: 'eu-central-1', prefix: 'our/holdfast' }],
    ['https://s3.eu-central-1.amazonaws.com/acme/x', { bucket: 'acme', region: 'eu-central-1', prefix: 'x' }],
    ['https://my.acme.s3.amazonaws.com/', { bucket: 'my.acme' }],
    ['https://0123.r2.cloudflarestorage.com/acme/x', { endpoint: 'https://0123.r2.cloudflarestorage.com', region: 'auto', bucket: 'acme', prefix: 'x' }],
    ['https://s3.us-west-004.backblazeb2.com/acme', { endpoint: 'https://s3.us-west-004.backblazeb2.com', region: 'us-west-004', bucket: 'acme' }],
    ['HTTP://NAS:9000/acme?x=1', { endpoint: 'http://nas:9000', bucket: 'acme' }],
    ['https://nas:9000', undefined],
    ['/home/ada/Backups', undefined],
    ['acme', undefined],
    ['ftp://nas/acme', undefined],
  ])('%s', (text, address) => {
    expect(parseBucketAddress(text)).toEqual(address);
  });
});
