import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChunkKey } from '../crypto/content-id.ts';
import { hasSeal, sealOf } from '../crypto/seal.ts';

/** status.json: the last verified backup, for people and for a second computer that watches. Says nothing that the names of the backups do not. */
export const statusSchema = z.looseObject({
  format: z.literal('holdfast-status/1'),
  vaultId: z.string(),
  app: z.string(),
  snapshot: z.string(),
  outcome: z.enum(['complete', 'incomplete']),
  /** When the reading of this snapshot began. */
  readStartedAt: z.iso.datetime(),
  /** When the reading of the newest verified snapshot began that is complete: how far back one would fall. Null while there is none. */
  recoveryPoint: z.iso.datetime().nullable(),
  verifiedAt: z.iso.datetime(),
  /** From when on a complete verified backup is missing here: 1.25 periods of the schedule after the newest one began to read. Absent where there is neither a schedule nor an objective. */
  expectedBy: z.iso.datetime().optional(),
  /** Every snapshot that was read back from this place after it was written, with the bytes of all objects it needs. */
  verified: z.array(z.object({ snapshot: z.string(), storedBytes: z.int().nonnegative() })),
});
const statusFileSchema = statusSchema.extend({
  /** SHA-256 of status.html, hex. */
  page: z.string(),
  /** crypto/seal.ts over everything else: nobody else can call a backup verified. */
  seal: z.string(),
});
export type Status = z.infer<typeof statusSchema>;

/** status.json, and the page that says the same to people. */
export function encodeStatus(status: Status, key: ChunkKey): { readonly json: Uint8Array; readonly page: Uint8Array } {
  const page = statusPage(status);
  const content = { ...status, page: createHash('sha256').update(page).digest('hex') };
  const sealed = { ...content, seal: sealOf('status', content, key) };
  return { json: new TextEncoder().encode(`${JSON.stringify(sealed, null, 2)}\n`), page };
}

/** status.json with other content beside the page as it lies there, whichever version wrote that. */
export function resealStatus(status: DecodedStatus, key: ChunkKey): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ ...status, seal: sealOf('status', status, key) }, null, 2)}\n`);
}

export interface DecodedStatus extends Status {
  /** SHA-256 of status.html, hex. */
  readonly page: string;
}

/** Undefined when it is not a status of this vault: it is only a convenience and never decides what exists. */
export function decodeStatus(bytes: Uint8Array, vaultId: string, key: ChunkKey): DecodedStatus | undefined {
  try {
    const { seal, ...content } = statusFileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return content.vaultId === vaultId && hasSeal(seal, 'status', content, key) ? content : undefined;
  } catch {
    return undefined;
  }
}

function statusPage(status: Status): Uint8Array {
  const mark = status.outcome === 'complete' ? 'Complete and read back' : 'Read back, but some tables are missing or not whole';
  return new TextEncoder().encode(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Backups of ${escapeHtml(status.app)}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1.5rem; }
  dt { opacity: 0.7; } dd { margin: 0 0 1rem; overflow-wrap: anywhere; }
</style>
<h1>Backups of ${escapeHtml(status.app)}</h1>
<dl>
  <dt>Last verified backup</dt><dd>${minuteOf(status.readStartedAt)} UTC · ${mark}</dd>
  <dt>Last complete backup</dt><dd>${status.recoveryPoint === null ? 'none yet' : `${minuteOf(status.recoveryPoint)} UTC`}</dd>
  <dt>Its name</dt><dd>${escapeHtml(status.snapshot)}</dd>
  <dt>Read back from this place</dt><dd>${minuteOf(status.verifiedAt)} UTC</dd>
  ${status.expectedBy === undefined ? '' : `<dt>The next one is expected by</dt><dd>${minuteOf(status.expectedBy)} UTC. Later than that, backups are overdue.</dd>\n  `}<dt>How to open it</dt><dd>With Holdfast (“Open a backup”) or without it: see README.txt here.</dd>
</dl>
</html>
`);
}

function minuteOf(instant: string): string {
  return instant.replace('T', ' ').slice(0, 16);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
