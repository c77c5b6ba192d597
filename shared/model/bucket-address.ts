/** A bucket, or a folder in one, as an address names it. */
export interface BucketAddress {
  /** Absent for Amazon's server. */
  readonly endpoint?: string;
  /** Where the address tells. */
  readonly region?: string;
  readonly bucket: string;
  readonly prefix?: string;
}

/** Providers whose servers have the region in their names; the first group of each. Their documentation, November 2026. */
const regional = [/^s3\.([a-z0-9-]+)\.backblazeb2\.com$/, /^s3\.([a-z0-9-]+)\.wasabisys\.com$/, /^s3[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/, /^([a-z0-9]+)\.your-objectstorage\.com$/, /^s3\.([a-z0-9-]+)\.scw\.cloud$/, /^s3\.([a-z0-9-]+)\.io\.cloud\.ovh\.net$/];

/** The server of Amazon's, alone or with the bucket before it. */
const amazon = /^(?:(.+)\.)?(s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com)$/;

/**
 * What a recovery kit prints, or what somebody copies from elsewhere, taken apart: `s3://bucket/folder`, or `https://server/bucket/folder`.
 * Undefined when it is neither. Its parts are not judged here.
 */
export function parseBucketAddress(text: string): BucketAddress | undefined {
  const address = text.trim().replace(/^["“']|["”']$/g, '');
  const plain = /^s3:\/\/([^/]+)(?:\/(.*))?$/i.exec(address);
  if (plain !== null) return { bucket: plain[1] ?? '', ...inside(plain[2]) };
  const [, scheme = '', server = '', rest = ''] = /^(https?):\/\/([^/?#]+)\/?([^?#]*)/i.exec(address) ?? [];
  if (server === '') return undefined;
  const host = server.toLowerCase().replace(/:\d+$/, '');
  const [, before, own] = amazon.exec(host) ?? [];
  const region = regionOf(own ?? host);
  const known = { ...(region === undefined ? {} : { region }), ...(own === undefined ? { endpoint: `${scheme.toLowerCase()}://${server.toLowerCase()}` } : {}) };
  if (before !== undefined) return { ...known, bucket: before, ...inside(rest) };
  const [bucket = '', ...folders] = rest.split('/');
  return bucket === '' ? undefined : { ...known, bucket: decoded(bucket), ...inside(folders.join('/')) };
}

function regionOf(host: string): string | undefined {
  if (host.endsWith('.r2.cloudflarestorage.com')) return 'auto';
  return regional.map((pattern) => pattern.exec(host)?.[1]).find((region) => region !== undefined);
}

function inside(folders: string | undefined): { readonly prefix?: string } {
  const prefix = decoded(folders ?? '').replace(/^\/+|\/+$/g, '');
  return prefix === '' ? {} : { prefix };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
