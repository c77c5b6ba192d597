import type { EntityDescription } from '../../../shared/model/app.ts';
import type { FileRecord, Manifest } from '../../../shared/model/snapshot.ts';
import type { AppWriter } from '../ports/app-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { AppDescription, Source } from '../ports/source.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ChunkKey } from '../vault/crypto/content-id.ts';

/** A record by its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The backup that records are taken from. */
export interface RestoreFrom {
  readonly app: string;
  readonly vaultId: string;
  readonly reader: ChunkReader;
  readonly manifest: Manifest;
  /** The content of an uploaded file, from its start. @throws corrupt when it is damaged or missing. */
  openFile(file: FileRecord): AsyncIterable<Uint8Array>;
}

/** The app that records are brought into. */
export interface RestoreInto {
  readonly app: string;
  readonly vaultId: string;
  readonly source: Source;
  readonly writer: AppWriter;
  /** As it was found when the restore was planned or went on. */
  readonly description: AppDescription;
}

/** What planning, doing and verifying a restore work with. */
export interface RestoreParts {
  readonly from: RestoreFrom;
  readonly into: RestoreInto;
  /** For hashes of values that lie on this computer. */
  readonly key: ChunkKey;
  /** The home directory. */
  readonly home: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export function entityNamed({ into }: Pick<RestoreParts, 'into'>, name: string): EntityDescription | undefined {
  return into.description.entities.find((entity) => entity.name === name);
}
