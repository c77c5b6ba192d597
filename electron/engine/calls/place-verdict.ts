import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { PlaceVerdict, VerdictOptions } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { clockToleranceMs } from '../schedule/next-run.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { statusHtmlKey, statusJsonKey } from '../vault/format/names.ts';
import { readLedger } from '../vault/retention/ledger.ts';
import { decodeStatus, type DecodedStatus } from '../vault/format/status.ts';
import { listSnapshots, type Vault } from '../vault/vault.ts';
import type { BackupLocation } from './opening.ts';

/** Newest status that was seen of each vault in each place: `<home>/seen-statuses.json`. */
const seenSchema = z.record(z.string(), z.object({ verifiedAt: z.iso.datetime(), recoveryPoint: z.iso.datetime().nullable() }));
type Seen = z.infer<typeof seenSchema>;

/** A backup that goes on has written its manifest and not its status yet. */
const inFlightMs = 6 * 3_600_000;

export interface StateDeps {
  readonly home: string;
  readonly clock: Clock;
  readonly location: BackupLocation;
}

/**
 * What a place says of itself, and whether that can be believed: with nothing but its key, and what this home saw there before. The place is only read.
 * @throws what the place throws.
 */
export async function placeVerdict(vault: Vault, { home, clock, location }: StateDeps, { signal, maxAgeHours }: VerdictOptions): Promise<PlaceVerdict> {
  const snapshots = await listSnapshots(vault, signal);
  const names = snapshots.map(({ name }) => name);
  const basics = { app: vault.header.app.name, backups: names.length };
  const bytes = await stored(vault, signal);
  if (bytes === undefined) return { ...basics, state: 'unknown', reason: names.length === 0 ? 'no-backup' : 'never-verified' };
  const status = decodeStatus(bytes, vault.header.vaultId, vault.keys.chunkKey);
  if (status === undefined) return { ...basics, state: 'forged', reason: 'seal' };
  const { snapshot, recoveryPoint, verifiedAt, expectedBy } = status;
  const told = { ...basics, snapshot, recoveryPoint, verifiedAt, ...(expectedBy === undefined ? {} : { expectedBy }) };
  const key = createHash('sha256').update(JSON.stringify([vault.header.vaultId, addressOf(location)])).digest('hex').slice(0, 32);
  const seen = await readSeen(home);
  const before = seen[key];
  if (before !== undefined && isOlder(status, before)) return { ...told, state: 'rolled-back', reason: 'seen-newer', seenVerifiedAt: before.verifiedAt };
  const { removed } = await readLedger(vault, signal);
  if (status.verified.some(({ snapshot: name }) => !names.includes(name) && !removed.includes(name))) return { ...told, state: 'rolled-back', reason: 'backups-gone' };
  const now = clock.now().getTime();
  const verified = new Set(status.verified.map(({ snapshot: name }) => name));
  if (snapshots.some(({ name, startedAt }) => name > snapshot && !verified.has(name) && startedAt.getTime() < now - inFlightMs)) return { ...told, state: 'rolled-back', reason: 'status-older-than-backups' };
  if (await isOtherPage(vault, status, bytes, signal)) return { ...told, state: 'forged', reason: 'page' };
  // Made under a wrong clock: it would be called fresh for as long as that was ahead, and what is right again would be called older than it.
  if ([verifiedAt, recoveryPoint ?? verifiedAt].some((instant) => Date.parse(instant) > now + clockToleranceMs)) return { ...told, state: 'unknown', reason: 'clock' };
  await writeSeen(home, { ...seen, [key]: { verifiedAt, recoveryPoint } });
  if (recoveryPoint === null) return { ...told, state: 'stale', reason: 'none-complete' };
  const late = maxAgeHours === undefined ? (expectedBy === undefined ? undefined : Date.parse(expectedBy)) : Date.parse(recoveryPoint) + maxAgeHours * 3_600_000;
  if (late === undefined) return { ...told, state: 'unknown', reason: 'no-period' };
  return late < now ? { ...told, state: 'stale', reason: 'overdue' } : { ...told, state: 'fresh' };
}

/** Not the one that was written with the status. A backup that ends just now writes both, one after the other; where there is none, nobody is told anything wrong. */
async function isOtherPage(vault: Vault, { page }: DecodedStatus, json: Uint8Array, signal: AbortSignal): Promise<boolean> {
  const html = await stored(vault, signal, statusHtmlKey);
  if (html === undefined || createHash('sha256').update(html).digest('hex') === page) return false;
  const again = await stored(vault, signal);
  return again !== undefined && Buffer.compare(again, json) === 0;
}

async function stored(vault: Vault, signal: AbortSignal, key = statusJsonKey): Promise<Uint8Array | undefined> {
  try {
    return await vault.store.get(key, { signal });
  } catch (error) {
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
}

function isOlder({ verifiedAt, recoveryPoint }: DecodedStatus, before: Seen[string]): boolean {
  return verifiedAt < before.verifiedAt || (before.recoveryPoint !== null && (recoveryPoint === null || recoveryPoint < before.recoveryPoint));
}

/** Without what is secret. */
function addressOf(location: BackupLocation): readonly unknown[] {
  switch (location.kind) {
    case 'local':
      return [location.kind, path.resolve(location.path)];
    case 's3':
      return [location.kind, location.endpoint, location.bucket, location.prefix];
    case 'google-drive':
      return [location.kind, location.folder];
  }
}

function seenFile(home: string): string {
  return path.join(home, 'seen-statuses.json');
}

/** What cannot be read counts as nothing seen: then only what the place itself shows is judged. */
async function readSeen(home: string): Promise<Seen> {
  try {
    return seenSchema.parse(parseJson(await readFile(seenFile(home), 'utf8')));
  } catch {
    return {};
  }
}

async function writeSeen(home: string, seen: Seen): Promise<void> {
  await writeFileDurably(seenFile(home), `${JSON.stringify(seen)}\n`);
}
