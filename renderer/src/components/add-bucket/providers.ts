import type { bucket } from '../../strings/en/bucket.ts';

/** Words without anything to fill in. */
type Words = Exclude<keyof typeof bucket, 'bucket.region.hint' | 'bucket.again.lead'>;

/** What can be asked of a person about a bucket beyond its name and the key. */
export type BucketField = 'accountId' | 'region' | 'endpoint';

interface Preset {
  readonly asks: readonly BucketField[];
  /** As the console of this provider calls the two parts of a key. */
  readonly keyName: Words;
  readonly secretName: Words;
  readonly regionExample?: string;
  /** How bucket and key are made there. */
  readonly steps: readonly Words[];
  /** It takes Amazon's policies: least privilege can be pasted. The others choose it in their console. */
  readonly takesPolicy: boolean;
}

/**
 * Who keeps buckets, and what Holdfast has to ask for each. Addresses are those of the providers' documentation, November 2026:
 * R2 https://developers.cloudflare.com/r2/api/s3/tokens, B2 https://www.backblaze.com/apidocs/introduction-to-the-s3-compatible-api,
 * Wasabi https://docs.wasabi.com/docs/rest-api-introduction.
 */
export const providers = {
  aws: { asks: ['region'], keyName: 'bucket.key', secretName: 'bucket.secret', regionExample: 'eu-central-1', steps: ['bucket.aws.1', 'bucket.aws.2', 'bucket.aws.3'], takesPolicy: true },
  r2: { asks: ['accountId'], keyName: 'bucket.key', secretName: 'bucket.secret', steps: ['bucket.r2.1', 'bucket.r2.2', 'bucket.r2.3'], takesPolicy: false },
  b2: { asks: ['region'], keyName: 'bucket.key.b2', secretName: 'bucket.secret.b2', regionExample: 'us-west-004', steps: ['bucket.b2.1', 'bucket.b2.2', 'bucket.b2.3'], takesPolicy: false },
  wasabi: { asks: ['region'], keyName: 'bucket.key', secretName: 'bucket.secret', regionExample: 'eu-central-1', steps: ['bucket.wasabi.1', 'bucket.wasabi.2', 'bucket.wasabi.3'], takesPolicy: true },
  other: { asks: ['endpoint', 'region'], keyName: 'bucket.key', secretName: 'bucket.secret', regionExample: 'us-east-1', steps: ['bucket.other.1', 'bucket.other.2'], takesPolicy: true },
} as const satisfies Record<string, Preset>;

export type Provider = keyof typeof providers;

export const providerNames: readonly Provider[] = ['aws', 'r2', 'b2', 'wasabi', 'other'];

export function presetOf(provider: Provider): Preset {
  return providers[provider];
}

export interface Typed {
  readonly accountId: string;
  readonly region: string;
  readonly endpoint: string;
}

/** Server and region of a bucket, from what its provider asks for. Whatever is wrong in it the engine says, with the field. */
export function serverOf(provider: Provider, { accountId, region, endpoint }: Typed): { readonly endpoint?: string; readonly region?: string } {
  const named = region.trim();
  switch (provider) {
    case 'aws':
      return { region: named };
    case 'r2':
      return { endpoint: `https://${accountIdIn(accountId)}.r2.cloudflarestorage.com`, region: 'auto' };
    case 'b2':
      return { endpoint: `https://s3.${named}.backblazeb2.com`, region: named };
    case 'wasabi':
      return { endpoint: `https://s3.${named}.wasabisys.com`, region: named };
    case 'other':
      return { endpoint: endpoint.trim(), ...(named === '' ? {} : { region: named }) };
  }
}

/** The id alone, also where the whole address of the console or of the bucket's server was pasted. A jurisdiction stays with it. */
function accountIdIn(text: string): string {
  const trimmed = text.trim();
  return /([0-9a-f]{32}(?:\.(?:eu|fedramp))?)\b/i.exec(trimmed)?.[1]?.toLowerCase() ?? trimmed;
}
