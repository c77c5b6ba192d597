import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Direction } from '../../electron/engine/catalog/database/plan.ts';
import { takeIn } from '../../electron/engine/catalog/take-in.ts';
import { isDamage } from '../../electron/engine/catalog/database/file.ts';
import { type Copies, DamagedCopy } from '../../electron/engine/catalog/thread/copies.ts';
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

/** Answers for copies without a thread, for the sake of quick tests. */
export function copiesInPlace(): Copies {
  let host = createHost();
  const open = new Set<string>();
  const rest = async (): Promise<void> => {
    for (const file of open) await answer(host, 'close', { file }, async () => undefined);
    host = createHost();
  };
  return {
    async ask(kind, question) {
      if ('file' in question) open.add(question.file);
      try {
        return await answer(host, kind, question, async () => undefined);
      } catch (error) {
        throw isDamage(error) ? new DamagedCopy() : error;
      }
    },
    rest,
    close: rest,
  };
}

export async function copyInPlace(): Promise<CopyInPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-copy-'));
  const file = join(folder, 'copy.sqlite');
  const writer = copiesInPlace();
  return {
    file,
    ask: (kind, question) => writer.ask(kind, Object.assign({ file }, question)),
    take: (reader, manifest, direction, neighbour) =>
      takeIn({ writer, file, vaultId: testVaultId, direction, reader, manifest, neighbour, signal: new AbortController().signal, onProgress: () => undefined }),
    async dispose() {
      await writer.ask('close', { file });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
