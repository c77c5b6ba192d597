import { HoldfastError } from '../../../shared/model/errors.ts';
import { placeAddress } from '../registry/place-address.ts';
import type { StoredDestination } from '../settings/schema.ts';

/** What was typed and is wrong, and what to do about it when nothing is to be added but only looked at. */
interface Advice {
  readonly field: 'path' | 'address' | 'region' | 'accessKeyId' | 'secretAccessKey' | 'account';
  readonly nextStep?: string;
}

const newKey = 'or make a new key in the console of your storage provider. It needs to list and to read only.';
const otherPlace = 'Check the address in your recovery kit, or try another place that it names.';

const bucketAdvice: Readonly<Record<string, Advice>> = {
  'unknown-key': { field: 'accessKeyId', nextStep: `Check the access key id, ${newKey}` },
  'wrong-secret': { field: 'secretAccessKey', nextStep: `Copy the secret again, whole and without spaces, ${newKey}` },
  account: { field: 'accessKeyId' },
  'may-not-open': { field: 'accessKeyId', nextStep: 'Allow the key s3:ListBucket and s3:GetObject for this bucket in the console of your storage provider, then try again.' },
  'may-not-list': { field: 'accessKeyId', nextStep: 'Allow the key s3:ListBucket and s3:GetObject for this bucket in the console of your storage provider, then try again.' },
  'may-not-read': { field: 'accessKeyId', nextStep: 'Allow the key s3:GetObject for this bucket in the console of your storage provider, then try again.' },
  'wrong-region': { field: 'region', nextStep: 'Type the region as the recovery kit names it, or look it up in the console of your storage provider.' },
  'place-gone': { field: 'address', nextStep: otherPlace },
  'no-such-server': { field: 'address', nextStep: 'Check the internet connection, and the address in your recovery kit.' },
  refused: { field: 'address' },
  certificate: { field: 'address' },
  'unexpected-answer': { field: 'address', nextStep: otherPlace },
};

/** What went wrong while backups were looked for, with the field it is about and what to do: nothing was added that could be added again. */
export function lookingError(error: HoldfastError, place: StoredDestination): HoldfastError {
  const advice = adviceFor(error, place);
  if (advice === undefined || error.details['field'] !== undefined) return error;
  const { field, nextStep = error.nextStep } = advice;
  return new HoldfastError(error.code, error.message, { nextStep, transient: error.transient, details: { ...error.details, field }, cause: error.cause });
}

function adviceFor({ code, details }: HoldfastError, place: StoredDestination): Advice | undefined {
  if (code === 'cancelled' || code === 'bug') return undefined;
  switch (place.kind) {
    case 'local':
      return { field: 'path', ...(details['reason'] === 'place-gone' ? { nextStep: 'Check the folder, or connect the drive that it is on, then try again.' } : {}) };
    case 's3':
      return bucketAdvice[typeof details['reason'] === 'string' ? details['reason'] : ''] ?? (code === 'auth-expired' || code === 'auth-revoked' ? { field: 'accessKeyId', nextStep: `Check the key and its secret, ${newKey}` } : undefined);
    case 'google-drive':
      return { field: 'account' };
  }
}

/** Which of the things that were typed says where to look. */
export function placeField({ kind }: StoredDestination): Advice['field'] {
  switch (kind) {
    case 'local':
      return 'path';
    case 's3':
      return 'address';
    case 'google-drive':
      return 'account';
  }
}

export function noBackupsAt(place: StoredDestination): HoldfastError {
  return new HoldfastError('not-found', `There are no Holdfast backups in ${placeAddress(place)}.`, {
    nextStep: place.kind === 'local' ? 'Choose the folder that holds vault.json, or the one above it.' : otherPlace,
    details: { reason: 'no-backups', field: placeField(place) },
  });
}

/** Backups whose `vault.json` is gone, or cannot be read: without it the key of the kit opens nothing. */
export function undescribed(place: StoredDestination, why: 'missing' | 'damaged', cause?: unknown): HoldfastError {
  return new HoldfastError('corrupt', `There are backups in ${placeAddress(place)}, but their description (vault.json) is ${why}.`, {
    nextStep: 'Open them from another place that your recovery kit names. Otherwise put vault.json back from there, or an earlier version of it where this place keeps versions.',
    details: { reason: `description-${why}`, field: placeField(place) },
    cause,
  });
}
