import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { diffLive } from '../compare/diff-live.ts';
import { diffSnapshots } from '../compare/diff-snapshots.ts';
import type { DiffReport, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import { openReader, type OpenReader } from '../vault/open-reader.ts';
import type { Vault } from '../vault/vault.ts';
import { manifestOf } from './find-record.ts';

export interface DiffRequest extends LongCall {
  readonly records?: boolean;
  /** The home directory, for what must be sorted. */
  readonly home: string;
  readonly threads?: number | undefined;
}

/** What changed between two backups of one vault. @throws not-found, corrupt. */
export async function compareBackups(vault: Vault, from: string, to: string, request: DiffRequest): Promise<DiffReport> {
  const { signal } = request;
  const [older, newer] = await Promise.all([manifestOf(vault, from, signal), manifestOf(vault, to, signal)]);
  return reading(vault, request, ({ reader }, options) => diffSnapshots(reader, older, newer, options));
}

/** What changed in the app since a backup. @throws not-found, corrupt, and what the app cannot be read for. */
export async function compareWithLive(vault: Vault, from: string, source: Source, request: DiffRequest & { readonly clock: Clock }): Promise<DiffReport> {
  const manifest = await manifestOf(vault, from, request.signal);
  return reading(vault, request, ({ reader }, options) => diffLive(reader, manifest, source, { ...options, now: () => request.clock.now() }));
}

async function reading(vault: Vault, request: DiffRequest, compare: (opened: OpenReader, options: Parameters<typeof diffSnapshots>[3]) => Promise<DiffReport>): Promise<DiffReport> {
  const { signal, onProgress, records, home, threads } = request;
  const scratch = path.join(home, 'scratch', `compare-${randomUUID()}`);
  const opened = await openReader(vault, signal, threads);
  try {
    return await compare(opened, { signal, records, scratch, ...(onProgress === undefined ? {} : { onProgress }) });
  } finally {
    await opened.close();
  }
}
