import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Direction } from '../../electron/engine/catalog/database/plan.ts';
import { takeIn } from '../../electron/engine/catalog/take-in.ts';
import { type Answer, answer, createHost, type Operation, type Question } from '../../electron/engine/catalog/thread/host.ts';
import type { ChunkReader } from '../../electron/engine/vault/chunk-reader.ts';
import type { Manifest } from '../../shared/model/snapshot.ts';
import { testVaultId } from './small-app.ts';

/** A searchable copy without threads, clocks and settings: what lies in the file, and what is asked of it. */
export interface CopyInPlace {
  readonly file: string;
  ask<K extends Operation>(kind: K, question: Omit<Question<K>, 'file'>): Promise<Answer<K>>;
  take(reader: ChunkReader, manifest: Manifest, direction: Direction, neighbour?: Manifest): Promise<void>;
  dispose(): Promise<void>;
}

export async function copyInPlace(): Promise<CopyInPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-copy-'));
  const file = join(folder, 'copy.sqlite');
  const host = createHost();
  const writer = { ask: <K extends Operation>(kind: K, question: Question<K>) => answer(host, kind, question, async () => undefined) };
  return {
    file,
    ask: (kind, question) => writer.ask(kind, { file, ...question } as Question<typeof kind>),
    take: (reader, manifest, direction, neighbour) =>
      takeIn({ writer, file, vaultId: testVaultId, direction, reader, manifest, neighbour, signal: new AbortController().signal, onProgress: () => undefined }),
    async dispose() {
      await writer.ask('close', { file });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
