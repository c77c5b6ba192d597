import { HoldfastError } from '../../../../shared/model/errors.ts';
import { type SnapshotKind, snapshotKinds } from '../../../../shared/model/snapshot.ts';
import type { ContentId } from '../crypto/content-id.ts';

/** Names of the objects in a vault. */
export const headerKey = 'vault.json';
export const readmeKey = 'README.txt';
/** Double-clicked where Holdfast is installed, it opens these backups: nothing in it is believed, so that nothing seals it. */
export const openerKey = 'open-these-backups.holdfast';
export const statusJsonKey = 'status.json';
export const statusHtmlKey = 'status.html';
export const retentionKey = 'retention.json';
/** What the founder knows to be true of the data; encrypted, since it may name customers. */
export const goldenKey = 'golden.age';
/** Who does what when it happened: readable without a key. */
export const runbookPdfKey = 'runbook.pdf';
export const runbookMarkdownKey = 'runbook.md';
export const runbookJsonKey = 'runbook.json';
export const deputyProofsPrefix = 'deputy-proof/';
export const snapshotsPrefix = 'snapshots/';
export const directoriesPrefix = 'directories/';
export const segmentsPrefix = 'segments/';
export const filesPrefix = 'files/';
export const pinsPrefix = 'pins/';
export const leasesPrefix = 'leases/';

export function segmentKey(id: ContentId): string {
  return `${segmentsPrefix}${id.slice(0, 2)}/${id}.age`;
}

export function fileKey(id: ContentId): string {
  return `${filesPrefix}${id.slice(0, 2)}/${id}.age`;
}

export function snapshotKey(name: string): string {
  return `${snapshotsPrefix}${name}.age`;
}

export function directoryKey(run: string): string {
  return `${directoriesPrefix}${run}.age`;
}

/** What only one deputy opens. @param mark of the deputy */
export function deputyProofKey(mark: string): string {
  return `${deputyProofsPrefix}${mark}.age`;
}

/** There when the snapshot is pinned. */
export function pinKey(snapshot: string): string {
  return `${pinsPrefix}${snapshot}.json`;
}

/** Who makes the scheduled backup just now; each that is taken over from another has the next number. */
export function leaseKey(number: number): string {
  return `${leasesPrefix}backup-${String(number).padStart(6, '0')}.json`;
}

export function leaseNumber(key: string): number | undefined {
  const digits = /^leases\/backup-(\d{6,9})\.json$/.exec(key)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The id in the name of a segment or file, or undefined for a name that is not one. */
export function idInKey(key: string): ContentId | undefined {
  return /^(?:segments|files)\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.age$/.exec(key)?.[2];
}

/** The name in `snapshots/<name>.age` or `directories/<name>.age`. */
export function nameInKey(key: string): string | undefined {
  return /^(?:snapshots|directories)\/([A-Za-z0-9._-]+)\.age$/.exec(key)?.[1];
}

/** What a snapshot's name says without opening it. */
export interface SnapshotName {
  readonly name: string;
  readonly startedAt: Date;
  readonly app: string;
  readonly kind: SnapshotKind;
  readonly label: string | undefined;
}

/** `2026-01-14T16-20-11Z_acme-prod_pre-change_auth-fix` */
export function makeSnapshotName(startedAt: Date, app: string, kind: SnapshotKind, label: string | undefined): string {
  const time = startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  // A name without a single letter or digit of ASCII would leave a hole that could not be read again.
  const parts = [`${time}Z`, slug(app) || 'app', kind];
  if (label !== undefined && slug(label) !== '') parts.push(slug(label));
  return parts.join('_');
}

const namePattern = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:\.\d+)?_([A-Za-z0-9.-]+)_([a-z-]+?)(?:_([A-Za-z0-9.-]+))?$/;

export function parseSnapshotName(name: string): SnapshotName | undefined {
  const match = namePattern.exec(name);
  if (match === null) return undefined;
  const [, time = '', app = '', kindText, label] = match;
  const kind = snapshotKinds.find((each) => each === kindText);
  const startedAt = new Date(time.replace(/T(\d\d)-(\d\d)-(\d\d)Z/, 'T$1:$2:$3Z'));
  if (kind === undefined || Number.isNaN(startedAt.getTime())) return undefined;
  return { name, startedAt, app, kind, label };
}

/** A name as part of a file name: letters and digits of ASCII in lower case, everything else a hyphen; at most 60 characters. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}

/** The snapshot somebody means: its whole name, `latest`, `previous`, or the beginning of just one name. @throws not-found. */
export function chooseSnapshot(names: readonly string[], wanted: string): string {
  const newestFirst = names.toSorted().toReversed();
  const exact = newestFirst.find((name) => name === wanted);
  if (exact !== undefined) return exact;
  if (wanted === 'latest' && newestFirst[0] !== undefined) return newestFirst[0];
  if (wanted === 'previous' && newestFirst[1] !== undefined) return newestFirst[1];
  const begins = newestFirst.filter((name) => name.startsWith(wanted));
  if (wanted !== '' && begins.length === 1 && begins[0] !== undefined) return begins[0];
  throw new HoldfastError('not-found', names.length === 0 ? 'There is no backup here yet.' : `There is no backup called “${wanted.slice(0, 200)}” here.`, {
    nextStep: names.length === 0 ? 'Make a backup first.' : 'List the backups and use one of their names, or “latest”.',
  });
}
