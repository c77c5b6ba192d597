import { parseBucketAddress } from './bucket-address.ts';

export const linkScheme = 'holdfast';

/** What a `holdfast:` link may say. It fills in a form or shows the window; it never holds a key, a path of this computer, or an order. */
export type HoldfastLink =
  /** Somebody signed in in the browser and wants to go back. */
  | { readonly kind: 'signed-in' }
  /** "Open a backup", with what backups lie in chosen; a bucket may be named. */
  | { readonly kind: 'open'; readonly place: LinkedPlace; readonly address?: string; readonly region?: string };

export const linkedPlaces = ['folder', 'bucket', 'google-drive'] as const;
export type LinkedPlace = (typeof linkedPlaces)[number];

/** What the page that Google leads back to offers. */
export const signedInLink = `${linkScheme}://signed-in`;

const longestLink = 2000;
const longestAddress = 1000;

/**
 * Takes a link apart that anybody may have written: a page, a mail, another program. Only what this function knows gets through;
 * a link with anything else in it (a name twice, a name unknown, a key) is no link of Holdfast's, rather than one with a part left out.
 */
export function parseHoldfastLink(text: string): HoldfastLink | undefined {
  // What a browser hands over is ASCII, with everything else encoded.
  if (text.length > longestLink || !/^[!-~]+$/.test(text) || mentionsKey(text)) return undefined;
  const [, name, query] = /^holdfast:\/\/([a-z-]+)\/?(?:\?([^#]*))?$/.exec(lowerScheme(text)) ?? [];
  const given = query === undefined ? new Map<string, string>() : parametersOf(query);
  if (given === undefined) return undefined;
  if (name === 'signed-in') return query === undefined ? { kind: 'signed-in' } : undefined;
  return name === 'open' ? openLink(given) : undefined;
}

/** The link that opens "Open a backup" at a bucket; undefined where Holdfast would not take it itself. */
export function linkToBucket(address: string, region: string | undefined): string | undefined {
  const link = `${linkScheme}://open?place=bucket&address=${encodeURIComponent(address.toWellFormed())}${region === undefined ? '' : `&region=${encodeURIComponent(region.toWellFormed())}`}`;
  return parseHoldfastLink(link) === undefined ? undefined : link;
}

/** Systems and browsers write schemes as they please; nothing else of a link may be written in two ways. */
function lowerScheme(text: string): string {
  const end = text.indexOf(':');
  return end === -1 ? text : text.slice(0, end).toLowerCase() + text.slice(end);
}

function parametersOf(query: string): ReadonlyMap<string, string> | undefined {
  const given = new Map<string, string>();
  for (const part of query.split('&')) {
    const [, name, encoded = ''] = /^([a-z]+)=(.*)$/.exec(part) ?? [];
    const value = decodedOnce(encoded);
    if (name === undefined || value === undefined || value === '' || given.has(name)) return undefined;
    given.set(name, value);
  }
  return given;
}

function openLink(given: ReadonlyMap<string, string>): HoldfastLink | undefined {
  const place = linkedPlaces.find((each) => each === given.get('place'));
  const [address, region] = [given.get('address'), given.get('region')];
  if (place === undefined || [...given.keys()].some((name) => name !== 'place' && name !== 'address' && name !== 'region')) return undefined;
  if (address === undefined) return region === undefined ? { kind: 'open', place } : undefined;
  if (place !== 'bucket' || !isPlainAddress(address) || (region !== undefined && !/^[a-z0-9-]{1,60}$/.test(region))) return undefined;
  return { kind: 'open', place, address, ...(region === undefined ? {} : { region }) };
}

/** An address that shows what it is: no name or password in it, no letters that look like others, nothing that does not print. */
function isPlainAddress(address: string): boolean {
  if (address.length > longestAddress || !isPrinted(address) || /["'`<>\\|?#]/.test(address)) return false;
  const [, server] = /^(?:s3|https):\/\/([^/]+)/.exec(address) ?? [];
  if (server === undefined || !/^[a-z0-9._-]+(?::\d{1,5})?$/.test(server)) return false;
  const parsed = parseBucketAddress(address);
  if (parsed === undefined || !/^[a-z0-9._-]{1,255}$/i.test(parsed.bucket)) return false;
  // Their last decoding happens in there.
  const folders = (parsed.prefix ?? '').split('/');
  return folders.every((folder) => isPrinted(folder) && !folder.includes('\\') && folder !== '.' && folder !== '..');
}

/** No control characters, nothing that turns text round or hides in it, no spaces but the usual one. */
function isPrinted(text: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text);
}

/** A key that stands in a link has been in a browser's history and a server's log; whoever made such a link is not helped to go on. */
function mentionsKey(text: string): boolean {
  let plain = text;
  for (let layer = 0; layer < 4; layer += 1) {
    if (/age-secret-key/i.test(plain)) return true;
    plain = decodedOnce(plain) ?? plain;
  }
  return false;
}

function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
