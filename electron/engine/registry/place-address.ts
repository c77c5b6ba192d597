import path from 'node:path';
import type { StoredDestination } from '../settings/schema.ts';

/** Where a place is, as a person finds it: the full name of a folder, or the address of a part of a bucket. Two with the same are one place. */
export function placeAddress(destination: StoredDestination): string {
  switch (destination.kind) {
    case 'local':
      return destination.path;
    case 's3': {
      const { endpoint, bucket, prefix } = destination;
      const inside = prefix === undefined ? bucket : `${bucket}/${prefix}`;
      return endpoint === undefined ? `s3://${inside}` : `${endpoint}/${inside}`;
    }
  }
}

/** Where the vault of an app lies in a place. */
export function vaultAddress(destination: StoredDestination, slug: string): string {
  if (destination.onlyVault !== undefined) return placeAddress(destination);
  return destination.kind === 'local' ? path.join(destination.path, slug) : `${placeAddress(destination)}/${slug}`;
}
