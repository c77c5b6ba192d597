import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBucketAddress } from '../../../../shared/model/bucket-address.ts';
import { linkToBucket, parseHoldfastLink, signedInLink } from '../../../../shared/model/holdfast-link.ts';

const bucket = (address: string): string => `holdfast://open?place=bucket&address=${encodeURIComponent(address)}`;

describe('a holdfast: link', () => {
  it.each([
    [signedInLink, { kind: 'signed-in' }],
    ['HOLDFAST://signed-in/', { kind: 'signed-in' }],
    ['holdfast://open?place=folder', { kind: 'open', place: 'folder' }],
    ['holdfast://open/?place=google-drive', { kind: 'open', place: 'google-drive' }],
    ['holdfast://open?place=bucket', { kind: 'open', place: 'bucket' }],
    [`${bucket('s3://harbour/holdfast/shop')}&region=eu-central-1`, { kind: 'open', place: 'bucket', address: 's3://harbour/holdfast/shop', region: 'eu-central-1' }],
    [bucket('https://s3.eu-central-003.backblazeb2.com/harbour/Grüße an alle'), { kind: 'open', place: 'bucket', address: 'https://s3.eu-central-003.backblazeb2.com/harbour/Grüße an alle' }],
    [bucket('https://minio.example:9000/harbour'), { kind: 'open', place: 'bucket', address: 'https://minio.example:9000/harbour' }],
  ])('may be %s', (link, says) => {
    expect(parseHoldfastLink(link)).toEqual(says);
  });

  it.each([
    ['nothing', ''],
    ['the scheme alone', 'holdfast:'],
    ['no place', 'holdfast://open'],
    ['an empty question', 'holdfast://open?'],
    ['another order', 'holdfast://restore?place=folder'],
    ['an order in capitals', 'holdfast://OPEN?place=folder'],
    ['a longer path', 'holdfast://open/now?place=folder'],
    ['one slash', 'holdfast:/open?place=folder'],
    ['no slashes', 'holdfast:open?place=folder'],
    ['a name and password', 'holdfast://me:you@open?place=folder'],
    ['a port', 'holdfast://open:80?place=folder'],
    ['a fragment', 'holdfast://open?place=folder#x'],
    ['a code for the sign-in', 'holdfast://signed-in?code=4/0Ab'],
    ['a question about nothing', 'holdfast://signed-in?'],
    ['a name twice', 'holdfast://open?place=folder&place=bucket'],
    ['the same twice', 'holdfast://open?place=folder&place=folder'],
    ['a name of no meaning', 'holdfast://open?place=folder&run=1'],
    ['an empty part', 'holdfast://open?place=folder&'],
    ['an empty value', 'holdfast://open?place='],
    ['another place', 'holdfast://open?place=ftp'],
    ['a place in capitals', 'holdfast://open?place=FOLDER'],
    ['a place encoded twice', 'holdfast://open?place=%2566older'],
    ['a name that is encoded', 'holdfast://open?%70lace=folder'],
    ['a broken encoding', 'holdfast://open?place=bucket&address=%E0%A4'],
    ['a lone percent', 'holdfast://open?place=bucket&address=s3://b/%'],
    ['an address for a folder', 'holdfast://open?place=folder&address=s3%3A%2F%2Fb'],
    ['a path of this computer', 'holdfast://open?place=folder&path=%2Fetc'],
    ['a path as a bucket', bucket('/etc/passwd')],
    ['a server of Windows', bucket('\\\\evil.example\\share')],
    ['a file', bucket('file:///etc/passwd')],
    ['a script', bucket('javascript:alert(1)')],
    ['a server without a certificate', bucket('http://minio.example/b')],
    ['a server that looks like another', bucket('https://s3.amazonaws.com@evil.example/b')],
    ['a password', bucket('https://a:b@evil.example/b')],
    ['letters that look like others', bucket('https://s3.аmazonaws.com/b')],
    ['capitals that fold', bucket('https://S3.amazonaws.com/b')],
    ['a backslash', bucket('https://good.example\\@evil.example/b')],
    ['an encoded host', bucket('https://%65vil.example/b')],
    ['a question', bucket('https://good.example/b?x=1')],
    ['a fragment of an address', bucket('https://good.example/b#x')],
    ['steps upwards', bucket('s3://b/../../other')],
    ['encoded steps upwards', bucket('s3://b/%2e%2e/other')],
    ['a line break', bucket('s3://b/a\nb')],
    ['an encoded line break', bucket('s3://b/a%0Ab')],
    ['a NUL', bucket('s3://b/%00')],
    ['text that is turned round', bucket('s3://b/\u202Eecnalab')],
    ['text that is not there', bucket('s3://b/a\u200Bb')],
    ['a space of no width to speak of', bucket('s3://b/a\u2009b')],
    ['quotation marks', bucket('s3://b/" --sample "')],
    ['markup', bucket('s3://b/<img src=x>')],
    ['no bucket', bucket('https://good.example/')],
    ['a region of two', `${bucket('s3://b')}&region=eu,us`],
    ['a region alone', 'holdfast://open?place=bucket&region=eu-central-1'],
    ['a key', 'holdfast://open?place=folder&key=AGE-SECRET-KEY-1QQQ'],
    ['a key as an address', bucket('s3://AGE-SECRET-KEY-1QQQ')],
    ['a key in a folder, encoded twice', bucket('s3://b/%2541GE-SECRET-KEY-1QQQ')],
    ['a secret', `${bucket('s3://b')}&secretAccessKey=x`],
    ['a space', 'holdfast://open?place=folder '],
    ['an option behind it', 'holdfast://open?place=folder --sample'],
    ['a line behind it', 'holdfast://open?place=folder\n--sample'],
    ['letters that were not encoded', 'holdfast://open?place=bucket&address=s3://b/ü'],
    ['another scheme', 'holdfasts://open?place=folder'],
    ['another scheme before it', 'https://holdfast://open?place=folder'],
    ['far too much', bucket(`s3://b/${'a'.repeat(3000)}`)],
    ['an address that is too long', bucket(`s3://b/${'a'.repeat(1000)}`)],
  ])('may not be one with %s', (_what, link) => {
    expect(parseHoldfastLink(link)).toBeUndefined();
  });

  it('says nothing but what it is made of, however it is put together', () => {
    const piece = fc.oneof(fc.constantFrom('holdfast://', 'open', 'signed-in', '?', '&', 'place=', 'folder', 'bucket', 'address=', 's3%3A%2F%2Fb', 's3://b/', 'region=', 'eu', '%25', '%00', '..', '/', 'AGE-SECRET-KEY-1'), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const link = parseHoldfastLink(pieces.join(''));
        if (link?.kind !== 'open') return link === undefined || link.kind === 'signed-in';
        const address = link.address ?? 's3://b';
        return /^(?:s3|https):\/\/[a-z0-9]/.test(address) && !/[\p{C}"<>\\]|age-secret-key/iu.test(address) && parseBucketAddress(address) !== undefined && Object.keys(link).every((name) => ['kind', 'place', 'address', 'region'].includes(name));
      }),
      { numRuns: 400 },
    );
  });

  it('is made for the address of a bucket, and says that address', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,20}$/);
    const folder = fc.oneof(name, fc.constantFrom('Grüße', 'two words', '100%', 'a+b', 'a&b=c'));
    fc.assert(
      fc.property(fc.constantFrom('s3://', 'https://s3.example/', 'https://nas.example:9000/'), name, fc.array(folder, { maxLength: 3 }), fc.option(fc.constantFrom('eu-central-1', 'auto')), (server, of, folders, region) => {
        const address = [`${server}${of}`, ...folders].join('/');
        const link = linkToBucket(address, region ?? undefined);
        expect(parseHoldfastLink(link ?? '')).toEqual({ kind: 'open', place: 'bucket', address, ...(region === null ? {} : { region }) });
      }),
      { numRuns: 100 },
    );
    expect(linkToBucket('http://nas.example:9000/b', undefined)).toBeUndefined();
    expect(linkToBucket('s3://b/\uD800', undefined)).toBe(linkToBucket('s3://b/\uFFFD', undefined));
  });
});
