import { mapLimited } from '../../streams/concurrency.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Progress } from '../../long-call.ts';
import { writeRecipients } from '../header-recipients.ts';
import { takeHoldings } from '../retention/holdings.ts';
import { fileKey, goldenKey, snapshotKey } from '../format/names.ts';
import type { Vault } from '../vault.ts';
import { Attempts, type Rekeyed } from './attempts.ts';
import { rewriteFile } from './rewrite-file.ts';
import { rewriteInPlace } from './rewrite-in-place.ts';
import { rewriteSegments } from './rewrite-segments.ts';

export interface Rekeying {
  readonly vault: Vault;
  readonly clock: Clock;
  /** Folder for what is too large for memory; encrypted, and removed at the end. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Writes everything in a place anew, so that just the recipients of the vault's keys can open it (docs/design.md, "Write order of a rewriting"): vault.json; segments under
 * new names with a directory that leads to them; uploaded files and directories in their place; manifests last, so that who can open a backup finds all its parts.
 * Nothing is compressed anew, nothing is deleted. Each object is opened again before it is sent and read back after. Killed anywhere, everything is readable as before, and the next time goes on where this one stopped.
 * @throws cancelled, what the place throws; corrupt where vault.json was changed by somebody else.
 */
export async function rekeyVault({ vault: before, clock, scratch, signal, onProgress }: Rekeying): Promise<Rekeyed> {
  const vault = await writeRecipients(before, signal);
  const holdings = await takeHoldings(vault, signal);
  const { files, directories, snapshots, named } = holdings.stock;
  const golden = named.has(goldenKey) ? [goldenKey] : [];
  const needed = [...holdings.stock.segments.keys()].filter((id) => [...(holdings.chunks.get(id)?.keys() ?? [])].some((chunk) => holdings.locations.get(chunk)?.segment === id));
  const attempts = new Attempts(onProgress, needed.length + files.size + directories.size + snapshots.size + golden.length);

  await rewriteSegments(vault, holdings, needed, { attempts, now: clock.now(), signal });
  const sideBySide = Math.min(4, vault.store.capabilities.maxConcurrency);
  attempts.begin();
  await mapLimited([...files], sideBySide, ([id, size]) => attempts.of(fileKey(id), () => rewriteFile(vault, { id, size }, { scratch, signal })));
  for (const inPlace of [[...directories.keys()], [...snapshots.keys()].map(snapshotKey), golden]) {
    attempts.begin();
    await mapLimited(inPlace, sideBySide, (key) => attempts.of(key, () => rewriteInPlace(vault, key, signal)));
  }
  return attempts.total();
}
