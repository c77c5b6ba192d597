import type { StoredDestination } from '../settings/schema.ts';
import type { PlaceNotes } from './content.ts';

/** Where an access key is made, by the server that the bucket is at. Names are those of the consoles in November 2026. */
const consoles: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)amazonaws\.com(\.cn)?$/, 'sign in at console.aws.amazon.com, then IAM, Users'],
  [/\.r2\.cloudflarestorage\.com$/, 'sign in at dash.cloudflare.com, then R2, Manage API tokens'],
  [/\.backblazeb2\.com$/, 'sign in at secure.backblaze.com, then Application Keys'],
  [/\.wasabisys\.com$/, 'sign in at console.wasabisys.com, then Access Keys'],
];

/** @param ownClientId the client id with which this build is known to Google; undefined where it has none. */
export function placeNotes(place: StoredDestination, ownClientId: string | undefined): PlaceNotes {
  switch (place.kind) {
    case 'local':
      return { kind: 'local', notes: [], options: '' };
    case 's3': {
      const { endpoint, region, bucket, accessKeyId, forcePathStyle } = place;
      const server = endpoint === undefined ? undefined : new URL(endpoint);
      const host = server?.hostname ?? 'amazonaws.com';
      const where = consoles.find(([pattern]) => pattern.test(host))?.[1] ?? `ask whoever runs ${server?.host ?? host}`;
      return {
        kind: 's3',
        region,
        notes: [`Bucket ${bucket} at ${server?.host ?? 'Amazon S3'}, region ${region}. Access key ${accessKeyId} (its secret is not printed).`, `For a new key, which need only list and read: ${where}.`],
        options: [
          ` --region ${region}`,
          server === undefined || server.pathname === '/' ? '' : ` --endpoint ${endpoint}`,
          forcePathStyle === undefined ? '' : ` --addressing ${forcePathStyle ? 'path' : 'host'}`,
        ].join(''),
      };
    }
    case 'google-drive': {
      const { account, clientId } = place;
      const isOwn = clientId !== ownClientId;
      return {
        kind: 'google-drive',
        notes: [
          `Google account: ${account ?? 'the one that has this folder'}. Sign in with it, on a page of Google’s.`,
          ...(isOwn ? [`With the client id ${clientId}; its secret: Google Cloud console.`] : []),
        ],
        options: isOwn ? ` --client-id ${clientId}` : '',
      };
    }
  }
}
