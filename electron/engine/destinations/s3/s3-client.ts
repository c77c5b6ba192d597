import { S3Client } from '@aws-sdk/client-s3';
import type { S3Place } from './s3-place.ts';
import { isAmazon } from './s3-place.ts';

/** Milliseconds. */
export interface S3TimeLimits {
  /** Until a connection stands. */
  readonly connect: number;
  /** Without a single byte in either direction. */
  readonly silence: number;
}

const usualLimits: S3TimeLimits = { connect: 15_000, silence: 120_000 };

/**
 * Amazon's client, set up so that only what the place says counts, and neither the environment nor files of other
 * programs: a founder's `AWS_ENDPOINT_URL` must not send a backup elsewhere.
 */
export function createS3Client(place: S3Place, secretAccessKey: string, limits: S3TimeLimits = usualLimits): S3Client {
  // Servers that are not Amazon's refuse or store the trailing checksums that are the client's default.
  const checksums = isAmazon(place) ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  return new S3Client({
    region: place.region,
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    ignoreConfiguredEndpointUrls: true,
    forcePathStyle: place.forcePathStyle ?? !isAmazon(place),
    credentials: { accessKeyId: place.accessKeyId, secretAccessKey },
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    // A wrapper tries again; two that do so would multiply.
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    // It would quietly count with the server's clock; the dates of backups would be wrong all the same.
    disableClockSkewCorrection: true,
    followRegionRedirects: false,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    useArnRegion: false,
    disableS3ExpressSessionAuth: true,
    userAgentAppId: 'holdfast',
    requestHandler: {
      connectionTimeout: limits.connect,
      socketTimeout: limits.silence,
      // Only where a request names a limit for the whole of it.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
  });
}
