import { nameInKey, parseSnapshotName, pinKey, pinsPrefix, snapshotKey } from '../format/names.ts';
import type { Vault } from '../vault.ts';

/** Names of the snapshots that somebody pinned in this place. A pin is an object of its own: that it is there says all. */
export async function listPins({ store }: Pick<Vault, 'store'>, signal: AbortSignal): Promise<Set<string>> {
  const pins = new Set<string>();
  for await (const { key } of store.list(pinsPrefix, { signal })) {
    const name = key.slice(pinsPrefix.length).replace(/\.json$/, '');
    if (pinKey(name) === key && parseSnapshotName(nameInKey(snapshotKey(name)) ?? '') !== undefined) pins.add(name);
  }
  return pins;
}

export async function isPinned({ store }: Pick<Vault, 'store'>, snapshot: string, signal: AbortSignal): Promise<boolean> {
  return (await store.stat(pinKey(snapshot), { signal })) !== undefined;
}

/** Pins a snapshot; twice is once. */
export async function pin({ store }: Pick<Vault, 'store'>, snapshot: string, now: Date, signal: AbortSignal): Promise<void> {
  if (await isPinned({ store }, snapshot, signal)) return;
  const text = JSON.stringify({ format: 'holdfast-pin/1', snapshot, pinnedAt: now.toISOString() });
  await store.put(pinKey(snapshot), new TextEncoder().encode(`${text}\n`), { signal });
}

export async function unpin({ store }: Pick<Vault, 'store'>, snapshot: string, signal: AbortSignal): Promise<void> {
  await store.delete(pinKey(snapshot), { signal });
}
