import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../../../shared/model/record.ts';
import type { ChunkKey } from '../crypto/content-id.ts';
import { hasSeal, sealOf } from '../crypto/seal.ts';

const sealed = z.looseObject({
  format: z.literal('holdfast-runbook/1'),
  vaultId: z.string(),
  writtenAt: z.iso.datetime(),
  /** runbook.pdf, runbook.md and what the deputies open: key → SHA-256, hex. */
  objects: z.record(z.string(), z.string()),
  /** Those that lay there before, the newest first: until all are written, each is one of these. */
  before: z.record(z.string(), z.array(z.string())),
});
/** So many writings in a row may be broken off. */
const mostBefore = 3;
const sealFileSchema = sealed.extend({ seal: z.string() });

/** runbook.json: what of the runbook in a place was written by Holdfast. */
export type RunbookSeal = z.infer<typeof sealed>;

export function encodeRunbookSeal(content: RunbookSeal, key: ChunkKey): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ ...content, seal: sealOf('runbook', content, key) }, null, 2)}\n`);
}

/** Undefined when it is not one of this vault, or not as Holdfast printed it. */
export function decodeRunbookSeal(bytes: Uint8Array, vaultId: string, key: ChunkKey): RunbookSeal | undefined {
  try {
    const text = new TextDecoder().decode(bytes);
    const value = parseJson(text);
    const { seal, ...content } = sealFileSchema.parse(value);
    const isAsPrinted = `${JSON.stringify(value, null, 2)}\n` === text;
    return isAsPrinted && content.vaultId === vaultId && hasSeal(seal, 'runbook', content, key) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** What may lie there once this was written, until the next is. */
export function beforeOf(last: RunbookSeal | undefined): RunbookSeal['before'] {
  const known = { ...last?.before };
  for (const [key, hash] of Object.entries(last?.objects ?? {})) known[key] = [hash, ...(known[key] ?? []).filter((each) => each !== hash)].slice(0, mostBefore);
  return known;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
