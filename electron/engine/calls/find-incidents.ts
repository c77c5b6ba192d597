import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { diffLive } from '../compare/diff-live.ts';
import { diffSnapshots } from '../compare/diff-snapshots.ts';
import type { ComparedTable } from '../compare/incidents/find-incidents.ts';
import { narrowedByTrash } from '../compare/incidents/deletion-times.ts';
import { Healing } from '../compare/incidents/healing.ts';
import { incidentSentence } from '../compare/incidents/sentence.ts';
import type { CompareOptions } from '../compare/compare-options.ts';
import type { DiffReport, Incident, IncidentsReport, LongCall } from '../engine.ts';
import type { AppWriter } from '../ports/app-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import { openReader } from '../vault/open-reader.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';

export interface FindIncidentsRequest extends LongCall {
  /** Do not look at backups from before. */
  readonly since: Date;
  readonly home: string;
  readonly threads?: number | undefined;
  readonly clock: Clock;
  /** Whose trash tells when records were deleted; absent or undefined = nobody does. */
  readonly trash?: () => Promise<AppWriter | undefined>;
}

/** Comparing neighbours costs what changed between them, but each has a manifest to read: a year of hourly backups is not walked for a look. */
const mostBackups = 120;

/**
 * What happened to the app's data that has not been made good since: the app as it is now compared with its newest backup, and each backup with the
 * one before it, from the newest on. The backup named with an incident is the last that has what is lost. An app that does not answer is a result.
 * @param source undefined when there is nothing to ask: known only from its backups
 * @throws corrupt, not-found, cancelled, and what the place cannot be read for.
 */
export async function findIncidentsIn(vault: Vault, source: (() => Promise<Source>) | undefined, request: FindIncidentsRequest): Promise<IncidentsReport> {
  const { signal, onProgress, home, threads, clock, since } = request;
  const opened = await openReader(vault, signal, threads);
  const healing = new Healing();
  const incidents: Incident[] = [];
  let tables: readonly ComparedTable[] = [];
  const options: CompareOptions = {
    signal,
    records: true,
    scratch: path.join(home, 'scratch', `incidents-${randomUUID()}`),
    onCompared: (compared) => (tables = compared),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const take = ({ entities, incidents: found }: DiffReport): void => {
    for (const incident of found) {
      const open = healing.stillOpen(incident);
      if (open !== undefined) incidents.push({ ...open, sentence: incidentSentence(open.kind, open.tables) });
    }
    healing.add(entities, tables);
    tables = [];
  };
  try {
    let newer: Manifest | undefined;
    let problem: HoldfastError | undefined;
    let oldest: string | undefined;
    for await (const manifest of backwards(vault, since, signal)) {
      if (newer !== undefined) take(await diffSnapshots(opened.reader, manifest, newer, options));
      else if (source !== undefined) {
        try {
          take(await diffLive(opened.reader, manifest, await source(), { ...options, now: () => clock.now() }));
        } catch (error) {
          if (isHoldfastError(error, 'cancelled') || isHoldfastError(error, 'corrupt')) throw error;
          problem = toHoldfastError(error);
        }
      }
      newer = manifest;
      oldest = manifest.id;
    }
    return { incidents: problem === undefined ? await narrowed(incidents, source, request) : incidents, ...(oldest === undefined ? {} : { oldest }), ...(problem === undefined ? {} : { problem: toPlainError(problem) }) };
  } finally {
    await opened.close();
  }
}

/** With the times of deletions as narrow as the platform tells. */
async function narrowed(incidents: readonly Incident[], source: (() => Promise<Source>) | undefined, { trash, signal }: FindIncidentsRequest): Promise<readonly Incident[]> {
  if (source === undefined || trash === undefined || !incidents.some(({ kind }) => kind === 'records-deleted')) return incidents;
  try {
    const writer = await trash();
    if (writer === undefined) return incidents;
    const { entities } = await (await source()).describe({ signal });
    const found: Incident[] = [];
    for (const incident of incidents) found.push(await narrowedByTrash(incident, writer, entities, signal));
    return found;
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    // What was found stays found, with the times of the backups.
    return incidents;
  }
}

/** Manifests, the newest first; those that cannot be read are passed over. */
async function* backwards(vault: Vault, since: Date, signal: AbortSignal): AsyncGenerator<Manifest> {
  let taken = 0;
  for (const { name, startedAt } of await listSnapshots(vault, signal)) {
    // One from before is still needed, to compare the oldest with.
    if (taken === mostBackups) return;
    try {
      yield await readManifest(vault, name, signal);
      taken += 1;
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt') && !isHoldfastError(error, 'not-found') && !isHoldfastError(error, 'permission-denied')) throw error;
    }
    if (startedAt < since) return;
  }
}
