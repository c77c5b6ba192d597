import type { Manifest } from '../../../shared/model/snapshot.ts';
import { throwIfCancelled } from '../ports/cancel.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { declaredColumns } from './columns.ts';
import type { Direction } from './database/plan.ts';
import { readSchemas } from './schemas.ts';
import { layoutOf, readingOf } from './table-changes.ts';
import type { Copies } from './thread/copies.ts';

export interface TakeIn {
  readonly writer: Pick<Copies, 'ask'>;
  /** Full name of the app's copy. */
  readonly file: string;
  readonly vaultId: string;
  readonly direction: Direction;
  readonly reader: ChunkReader;
  readonly manifest: Manifest;
  /** The backup in the copy that is next to this one; absent for the first. */
  readonly neighbour: Manifest | undefined;
  readonly signal: AbortSignal;
  /** 0–1. */
  readonly onProgress: (fraction: number) => void;
}

/** Chunks that the writer was given and has not taken yet: enough to keep it busy. */
const mostUnderWay = 8;

/**
 * Takes a backup into the copy. Beside the first, only chunks are read in which it differs from its neighbour. Done or not at all: what
 * is cut off on the way leaves the copy as it was.
 * @throws corrupt (the backup cannot be read whole), DamagedCopy, cancelled, and what the place fails with.
 */
export async function takeIn(work: TakeIn): Promise<void> {
  const { writer, file, vaultId, direction, manifest, signal } = work;
  const { id: name, startedAt, outcome } = manifest;
  await writer.ask('begin', { file, vaultId, direction, backup: { name, startedAt, outcome } });
  try {
    await takeTables(work);
    await writer.ask('commit', { file });
  } catch (error) {
    await writer.ask('abort', { file }).catch(() => undefined);
    throwIfCancelled(signal);
    throw error;
  }
}

async function takeTables({ writer, reader, manifest, neighbour, signal, onProgress }: TakeIn): Promise<void> {
  const schemas = await readSchemas(reader, manifest.schema, signal);
  const others = new Map(neighbour?.entities.map((entity) => [entity.name, entity]));
  const total = manifest.entities.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const [place, entity] of manifest.entities.entries()) {
    throwIfCancelled(signal);
    const { name, records, status, reason, key, identity } = entity;
    const reading = await readingOf(reader, entity, others.get(name), signal);
    const declared = declaredColumns(schemas.get(name));
    await writer.ask('startTable', { about: { name, place, records, status, reason, declared, key, identity, layout: layoutOf(entity) }, plan: reading.plan });
    const underWay: Promise<void>[] = [];
    let taken = 0;
    try {
      for await (const { bytes } of reader.readAll(reading.chunks, signal)) {
        const sent = writer.ask('addChunk', { bytes });
        sent.catch(() => undefined); // Awaited below; until then not an unhandled rejection.
        underWay.push(sent);
        if (underWay.length >= mostUnderWay) await underWay.shift();
        taken += bytes.length;
        onProgress((done + taken) / Math.max(1, total));
      }
      for (const sent of underWay) await sent;
    } finally {
      await Promise.allSettled(underWay);
    }
    done += entity.bytes;
    await writer.ask('endTable', { marks: reading.marks });
  }
}
