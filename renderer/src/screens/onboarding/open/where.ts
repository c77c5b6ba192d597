import { parseBucketAddress } from '../../../../../shared/model/bucket-address.ts';
import { placesInKit } from '../../../../../shared/model/kit-places.ts';
import type { engine } from '../../../app/connection/client.ts';
import { t } from '../../../strings/translate.ts';

type Location = Parameters<typeof engine.apps.find>[0]['location'];
export type PlaceKind = Location['kind'];

export const placeKinds: readonly PlaceKind[] = ['local', 's3', 'google-drive'];

/** What was typed to say where the backups lie; what belongs to another kind of place stays while one looks around. */
export interface Where {
  readonly kind: PlaceKind;
  readonly path: string;
  readonly address: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** A folder of Google Drive, where one was named. */
  readonly folder: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const nowhere: Where = { kind: 'local', path: '', address: '', region: '', accessKeyId: '', secretAccessKey: '', folder: '', clientId: '', clientSecret: '' };

/** What a problem can be about. */
export type Field = 'path' | 'address' | 'region' | 'accessKeyId' | 'secretAccessKey' | 'drive' | 'key' | 'page';

export interface Problem {
  readonly at: Field;
  readonly message: string;
  readonly nextStep: string;
}

/** As the call takes it, or what lacks. */
export function locationOf(where: Where, signIn: string | undefined): { readonly location: Location } | { readonly problem: Problem } {
  switch (where.kind) {
    case 'local':
      if (where.path.trim() === '') return lacking('path', t('open.folder.missing'), t('open.folder.missing.step'));
      return { location: { kind: 'local', path: where.path.trim() } };
    case 's3':
      return bucketOf(where);
    case 'google-drive':
      if (signIn === undefined) return lacking('drive', t('open.drive.missing'), t('open.drive.missing.step'));
      return { location: { kind: 'google-drive', signIn, ...(where.folder.trim() === '' ? {} : { folder: where.folder.trim() }) } };
  }
}

function bucketOf(where: Where): ReturnType<typeof locationOf> {
  const address = parseBucketAddress(where.address);
  const [region, accessKeyId, secretAccessKey] = [where.region.trim(), where.accessKeyId.trim(), where.secretAccessKey.trim()];
  if (address === undefined || address.bucket === '') return lacking('address', t(where.address.trim() === '' ? 'open.bucket.missing' : 'open.bucket.wrong'), t('open.bucket.missing.step'));
  if (accessKeyId === '') return lacking('accessKeyId', t('open.key-id.missing'), t('open.key-id.missing.step'));
  if (secretAccessKey === '') return lacking('secretAccessKey', t('open.secret.missing'), t('open.key-id.missing.step'));
  return { location: { kind: 's3', ...address, ...(region === '' ? {} : { region }), accessKeyId, secretAccessKey } };
}

function lacking(at: Field, message: string, nextStep: string): { readonly problem: Problem } {
  return { problem: { at, message, nextStep } };
}

/** Where a problem of the engine is shown: it names what it is about. */
export function fieldOf(named: string | undefined, { kind }: Where): Field {
  switch (named) {
    case 'path':
    case 'region':
    case 'accessKeyId':
    case 'secretAccessKey':
    case 'key':
      return named;
    case 'address':
    case 'bucket':
    case 'prefix':
    case 'endpoint':
      return 'address';
    default:
      return kind === 'google-drive' && named !== undefined ? 'drive' : 'page';
  }
}

/** With what a kit's text says, where nothing was typed yet. A place that is not on one computer is likelier to be there still. */
export function filledFrom(kit: string, where: Where): Where {
  const { folder, bucket, drive } = placesInKit(kit);
  if (folder === undefined && bucket === undefined && drive === undefined) return where;
  const isUntouched = where.path === '' && where.address === '' && where.folder === '';
  const kind = bucket === undefined ? (drive === undefined ? 'local' : 'google-drive') : 's3';
  return {
    ...where,
    kind: isUntouched ? kind : where.kind,
    path: where.path || (folder ?? ''),
    address: where.address || (bucket?.address ?? ''),
    region: where.region || (bucket?.region ?? ''),
    accessKeyId: where.accessKeyId || (bucket?.accessKeyId ?? ''),
    folder: where.folder || (drive?.address ?? ''),
    clientId: where.clientId || (drive?.clientId ?? ''),
  };
}
