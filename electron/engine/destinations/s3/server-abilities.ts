import type { S3Client } from '@aws-sdk/client-s3';
import { GetBucketVersioningCommand, GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { StoreCapabilities } from '../../ports/object-store.ts';

/** Of a year, as Amazon counts the years of a lock. */
const daysOfYear = 365;

/**
 * What the bucket does with what is overwritten or deleted. A key that may not ask, and a server that does not know the question,
 * are no error: then nothing is claimed.
 * @throws cancelled
 */
export async function askProtection(client: S3Client, bucket: string, signal: AbortSignal): Promise<Pick<StoreCapabilities, 'versioned' | 'lock'>> {
  const versioned = await answerOr(false, signal, async () => (await client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal: signal })).Status === 'Enabled');
  // Object lock is only to be had on top of versions.
  const lock = versioned ? await answerOr(undefined, signal, () => askLock(client, bucket, signal)) : undefined;
  return { versioned, ...(lock === undefined ? {} : { lock }) };
}

/** What is stored without a word about locks gets this one. */
async function askLock(client: S3Client, bucket: string, signal: AbortSignal): Promise<StoreCapabilities['lock']> {
  const { ObjectLockConfiguration } = await client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }), { abortSignal: signal });
  const { Mode, Days, Years } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  const days = Days ?? (Years === undefined ? undefined : Years * daysOfYear);
  if (Mode === undefined || days === undefined || days <= 0) return undefined;
  return { days, byNobody: Mode === 'COMPLIANCE' };
}

async function answerOr<T>(otherwise: T, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch {
    throwIfCancelled(signal);
    return otherwise;
  }
}
