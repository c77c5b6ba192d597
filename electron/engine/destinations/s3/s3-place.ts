/** Where the objects lie: what settings keep of it, no secret among it. */
export interface S3Place {
  /** Address of a server that is not Amazon's; absent for Amazon S3. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** Beginning of every key, without a `/` at its end; absent when the whole bucket is the place. */
  readonly prefix?: string | undefined;
  /** `https://server/bucket/key` rather than `https://bucket.server/key`; by default so wherever it is not Amazon's. */
  readonly forcePathStyle?: boolean | undefined;
  readonly accessKeyId: string;
}

const amazonHost = /(^|\.)amazonaws\.com(\.cn)?$/;

export function isAmazon({ endpoint }: S3Place): boolean {
  return endpoint === undefined || amazonHost.test(new URL(endpoint).hostname);
}

/** The server as a founder knows it. */
export function serverName(place: S3Place): string {
  return place.endpoint === undefined ? 'Amazon S3' : new URL(place.endpoint).host;
}
