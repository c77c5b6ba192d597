import path from 'node:path';
import type { StoredDestination } from '../settings/schema.ts';

/** Where a place is, as a person finds it: the full name of a folder, the address of a part of a bucket, or of a folder in Google Drive. Two with the same are one place. */
export function placeAddress(destination: StoredDestination): string {
  switch (destination.kind) {
    case 'local':
      return destination.path;
    case 's3': {
      const { endpoint, bucket, prefix } = destination;
      const inside = prefix === undefined ? bucket : `${bucket}/${prefix}`;
      return endpoint === undefined ? `s3://${inside}` : `${endpoint}/${inside}`;
    }
    case 'google-drive':
      return `https://drive.google.com/drive/folders/${destination.folderId}${destination.prefix === undefined ? '' : `#${destination.prefix}`}`;
  }
}

/** Where the vault of an app lies in a place. */
export function vaultAddress(destination: StoredDestination, slug: string): string {
  if (destination.onlyVault !== undefined) return placeAddress(destination);
  switch (destination.kind) {
    case 'local':
      return path.join(destination.path, slug);
    case 's3':
      return `${placeAddress(destination)}/${slug}`;
    case 'google-drive':
      // All files lie directly in the folder: a browser goes there and passes over what follows.
      return placeAddress({ ...destination, prefix: slug });
  }
}
