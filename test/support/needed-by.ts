import { openFile } from '../../electron/engine/vault/crypto/age-file.ts';
import { linesOf } from '../../electron/engine/vault/format/lines.ts';
import { decodeDirectoryFrame } from '../../electron/engine/vault/segments/directory-frame.ts';
import { openFrame } from '../../electron/engine/vault/segments/segment.ts';
import { readManifest, type Vault } from '../../electron/engine/vault/vault.ts';

const never = new AbortController().signal;

/**
 * Which backups and tables need each object of a vault: object → `snapshot table` (`snapshot ` for what belongs to no table). Found by
 * opening every segment and following every manifest, with neither directories nor the code that checks.
 */
export async function neededBy(vault: Vault, snapshots: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const chunks = new Map<string, { readonly object: string; readonly bytes: Uint8Array }>();
  for await (const { key } of vault.store.list('segments/', { signal: never })) {
    const plain = await openFile(vault.keys.identity, await vault.store.get(key, { signal: never }));
    for (const frame of decodeDirectoryFrame(plain).frames) {
      const bytes = openFrame(plain.subarray(frame.offset, frame.offset + frame.length), frame, vault.keys.chunkKey);
      chunks.set(frame.chunk, { object: key, bytes });
    }
  }
  const needed = new Map<string, Set<string>>();
  const need = (object: string, who: string): void => void needed.set(object, (needed.get(object) ?? new Set()).add(who));
  const follow = (id: string, who: string): string[] => {
    const chunk = chunks.get(id);
    if (chunk === undefined) throw new Error(`no chunk ${id}`);
    need(chunk.object, who);
    return linesOf(chunk.bytes);
  };
  for (const name of snapshots) {
    const manifest = await readManifest(vault, name, never);
    need(`snapshots/${name}.age`, `${name} `);
    const parts = [...manifest.entities.map((entity) => ({ part: entity, table: entity.name })), ...[manifest.schema, manifest.config, manifest.files].map((part) => ({ part, table: '' }))];
    for (const { part, table } of parts) {
      for (const index of part.index) {
        for (const line of follow(index, `${name} ${table}`)) {
          const { chunk } = JSON.parse(line) as { chunk: string };
          const records = follow(chunk, `${name} ${table}`);
          if (part !== manifest.files) continue;
          for (const record of records) {
            const { file, referencedBy } = JSON.parse(record) as { file: string; referencedBy: readonly string[] };
            for (const entity of referencedBy) need(`files/${file.slice(0, 2)}/${file}.age`, `${name} ${entity}`);
          }
        }
      }
    }
  }
  return needed;
}
