import { z } from 'zod';
import { call, count, done, folderPath, instant, placeName } from './base.ts';
import { plainError } from './errors.ts';

const placeInput = z.discriminatedUnion('kind', [
  z.object({ name: placeName, kind: z.literal('local'), path: folderPath }),
  /** A bucket at any server that speaks S3; `endpoint` is absent for Amazon's. The engine says what is wrong with any of it, by field. */
  z.object({
    name: placeName,
    kind: z.literal('s3'),
    endpoint: z.string().max(500).optional(),
    region: z.string().max(100).optional(),
    bucket: z.string().max(300),
    prefix: z.string().max(300).optional(),
    accessKeyId: z.string().max(300),
    secretAccessKey: z.string().max(3000),
  }),
  /** A folder of Google Drive, after a sign-in that is finished. */
  z.object({
    name: placeName,
    kind: z.literal('google-drive'),
    signIn: z.uuid(),
    folder: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('found'), id: z.string().max(300) }),
      /** `sharedDrive`: the id or the address of the shared drive that it is made in. */
      z.object({ kind: z.literal('new'), name: z.string().max(300), sharedDrive: z.string().max(300).optional() }),
    ]),
  }),
]);

/** New keys for a place that no longer takes the old ones. */
const reconnectInput = z.discriminatedUnion('kind', [
  z.object({ place: placeName, kind: z.literal('google-drive'), signIn: z.uuid() }),
  /** `accessKeyId`: absent where only the secret is another. */
  z.object({ place: placeName, kind: z.literal('s3'), accessKeyId: z.string().max(300).optional(), secretAccessKey: z.string().max(3000) }),
]);

/** `path`: where a person finds it, the full name of a folder or the address of a bucket or of a folder in Google Drive; `account`: whose Drive that is; `accessKeyId`: of a bucket, which is no secret. */
const placeInfo = z.object({ name: placeName, kind: z.enum(['local', 's3', 'google-drive']), path: z.string(), account: z.string().optional(), accessKeyId: z.string().optional(), addedAt: instant });

const placeTest = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  freeSpace: count.nullable(),
});

/** A place as it was found just now. */
const placeState = z.object({
  name: placeName,
  reachable: z.boolean(),
  problem: plainError.optional(),
  /** What may put it right: signing in again, where a person signs in. */
  remedy: z.literal('sign-in').optional(),
  /** Bytes. */
  freeSpace: count.nullable(),
  /** It keeps old versions of what is overwritten or deleted; `lock`: for so many days nobody, or only who has a permission for it, can delete anything for good. */
  protection: z.object({ lock: z.object({ days: z.number().positive(), byNobody: z.boolean() }).optional() }).optional(),
  holds: z.array(
    z.object({
      app: z.string(),
      backups: count,
      /** When the newest complete, verified backup there began to read the app. */
      newestVerified: instant.optional(),
      /** When something was last read back from this place. */
      lastReadBack: instant.optional(),
      /** Bytes that the backups of this app take there. */
      storedBytes: count.nullable(),
      /** Verified backups that another place has and this one lacks. */
      behindBy: count,
    }),
  ),
});

export const places = {
  list: call.output(z.object({ places: z.array(placeInfo) })),
  /** Folders that make sense on this computer, the best first: external and synced drives are told apart. */
  suggest: call.output(
    z.object({ folders: z.array(z.object({ path: z.string(), label: z.string(), kind: z.enum(['this-computer', 'external-drive', 'synced-folder']), freeSpace: count.nullable() })) }),
  ),
  /** Tested before it is added. */
  add: call.input(placeInput).output(z.object({ place: placeInfo })),
  look: call.input(z.object({ place: placeName })).output(placeState),
  /** Writes, reads back, lists and deletes small objects there, and cleans up. */
  test: call.input(z.object({ place: placeName })).output(placeTest),
  /** Forgets the place here; what lies there stays. */
  remove: call.input(z.object({ place: placeName })).output(done),
  /** Kept only after the place was seen with the new keys. */
  reconnect: call.input(reconnectInput).output(z.object({ place: placeInfo })),
  /** Signing in to Google: begun here, gone through in the person's browser, waited for, then used by `add` or `reconnect`. What Google gives never comes to a page. */
  google: {
    /** Whether this build has a client id of its own; without one a person has to bring theirs. */
    about: call.output(z.object({ hasClient: z.boolean() })),
    /** `place` = sign in for that place again. The address is Google's page. */
    begin: call
      .input(z.object({ place: placeName.optional(), clientId: z.string().max(300).optional(), clientSecret: z.string().max(300).optional() }))
      .output(z.object({ signIn: z.uuid(), address: z.string() })),
    /** Lasts until the person has finished there, at most some minutes. Ending the call does not end the sign-in. */
    finished: call.input(z.object({ signIn: z.uuid() })).output(
      z.object({
        account: z.string().optional(),
        /** Folders that Holdfast made there for backups, on any computer; `place` = what it is here already. */
        folders: z.array(z.object({ id: z.string(), name: z.string(), isShared: z.boolean(), place: placeName.optional() })),
      }),
    ),
    cancel: call.input(z.object({ signIn: z.uuid() })).output(done),
  },
};
