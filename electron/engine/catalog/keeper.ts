import path from 'node:path';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import { throwIfCancelled } from '../ports/cancel.ts';
import { tryFileLock } from '../system/file-lock.ts';
import { openReader } from '../vault/open-reader.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';
import type { AppVaults, ShownApp } from './app-vaults.ts';
import type { Direction } from './database/plan.ts';
import { takeIn } from './take-in.ts';
import { type Copies, DamagedCopy } from './thread/copies.ts';

export interface KeeperOptions {
  readonly home: string;
  readonly clock: Clock;
  readonly log: (message: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;
  readonly vaults: AppVaults;
  readonly writer: Copies;
  readonly reader: Copies;
  readonly onChange: (app: string) => void;
  readonly enabled: () => Promise<boolean>;
  /** So many of the newest backups are in the copy. */
  readonly most: number;
  /** Threads that open segments; absent = by the computer's cores. */
  readonly threads?: number | undefined;
}

/** How far the copy of an app is. */
interface Progress {
  readonly app: ShownApp;
  /** The backup that is being taken in. */
  backup?: string;
  fraction: number;
  /** It was tried and could not be done, at this time of the monotonic clock. */
  failedAt?: number;
  /** Backups that there were when the copy was last brought up to date. */
  seen?: ReadonlySet<string>;
  running?: Promise<void>;
  /** There may be more to take in than what is running knew. */
  again: boolean;
  toldAt: number;
}

const tellEveryMs = 500;
/** Where making the copy fails, whoever looks at the data does not start it again at once. */
const retryAfterMs = 60_000;

/** Keeps the copies up to date, one app after the other. */
export class CopyKeeper {
  readonly #options: KeeperOptions;
  readonly #apps = new Map<string, Progress>();
  /** Of damaged copies, by vault. */
  readonly #replacedAt = new Map<string, number>();
  readonly #closing = new AbortController();
  /** Fires when what is being made is not wanted any more. */
  #stop = new AbortController();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  fileOf(app: ShownApp): string {
    // An app that was removed may have had the same slug.
    return path.join(this.folder, `${app.slug}-${app.vaultId.slice(0, 8)}.sqlite`);
  }

  get folder(): string {
    return path.join(this.#options.home, 'catalog');
  }

  /** What is going on for a backup that is not in the copy. */
  stateOf(app: ShownApp, backup: string): { readonly state: 'indexing' | 'left-out'; readonly fraction?: number } {
    const progress = this.#apps.get(app.vaultId);
    if (progress?.running === undefined) return { state: 'left-out' };
    return { state: 'indexing', ...(progress.backup === backup ? { fraction: Math.min(1, progress.fraction) } : {}) };
  }

  /** Somebody looks at a backup: brings the copy up to date, unless that knows of it already, or failed a moment ago. */
  nudge(app: ShownApp, backup: string): void {
    const { failedAt, running, seen } = this.#progressOf(app);
    if (running !== undefined || seen?.has(backup) === true || (failedAt !== undefined && this.#options.clock.monotonic() - failedAt < retryAfterMs)) return;
    void this.refresh(app);
  }

  /** Brings the copy up to date. Fails never: a copy is a convenience, and what is wrong with it goes to the log. */
  async refresh(app: ShownApp): Promise<void> {
    const progress = this.#progressOf(app);
    if (progress.running !== undefined) {
      progress.again = true;
      return progress.running;
    }
    const turn = this.#queue.then(() => this.#run(app, progress));
    this.#queue = turn;
    progress.running = turn;
    return turn;
  }

  /** Stops what is going on and removes the copy of an app. */
  async remove(app: ShownApp): Promise<void> {
    const others = [...this.#apps.values()].filter(({ app: other, running }) => running !== undefined && other.vaultId !== app.vaultId);
    await this.#alone(async () => {
      this.#apps.delete(app.vaultId);
      await this.#removeFile(this.fileOf(app));
    });
    for (const other of others) void this.refresh(other.app);
  }

  /** Stops what is going on; nothing is being made when this is fulfilled. */
  async halt(): Promise<void> {
    await this.#alone(async () => undefined);
  }

  /** A copy that turned out to be damaged while it was read. */
  async replace(app: ShownApp): Promise<void> {
    if (this.#apps.get(app.vaultId)?.running !== undefined) return; // Whoever writes notices too.
    // One that is damaged as soon as it is made would be made for ever: each new one is told, and whoever shows it asks again.
    const now = this.#options.clock.monotonic();
    const last = this.#replacedAt.get(app.vaultId);
    if (last !== undefined && now - last < retryAfterMs) return;
    this.#replacedAt.set(app.vaultId, now);
    this.#options.log('The searchable copy of an app is damaged and is made anew.', { app: app.slug });
    await this.remove(app);
    void this.refresh(app);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.halt();
    await this.#options.writer.close();
  }

  #progressOf(app: ShownApp): Progress {
    const known = this.#apps.get(app.vaultId);
    if (known !== undefined) return known;
    const progress: Progress = { app, fraction: 0, again: false, toldAt: Number.NEGATIVE_INFINITY };
    this.#apps.set(app.vaultId, progress);
    return progress;
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    this.#stop.abort();
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.#stop = new AbortController();
    }
  }

  async #run(app: ShownApp, progress: Progress): Promise<void> {
    const { log, clock, writer, onChange } = this.#options;
    const signal = AbortSignal.any([this.#closing.signal, this.#stop.signal]);
    try {
      do {
        progress.again = false;
        if (!signal.aborted && (await this.#options.enabled())) await this.#update(app, progress, signal);
      } while (progress.again && !signal.aborted);
    } catch (error) {
      if (!signal.aborted) {
        const { code } = toHoldfastError(error);
        progress.failedAt = clock.monotonic();
        log('The searchable copy of an app could not be brought up to date.', { app: app.slug, code });
      }
    } finally {
      delete progress.running;
      delete progress.backup;
      await writer.rest();
      if (!this.#closing.signal.aborted) onChange(app.name);
    }
  }

  async #update(app: ShownApp, progress: Progress, signal: AbortSignal): Promise<void> {
    const { vaults, writer, log } = this.#options;
    const file = this.fileOf(app);
    const vault = await vaults.open(app, signal);
    const lock = await this.#lock(file);
    if (lock === undefined) {
      progress.failedAt = this.#options.clock.monotonic(); // Another process is at it.
      return;
    }
    try {
      delete progress.failedAt;
      for (let tries = 0; ; tries++) {
        try {
          return await this.#updateFrom(vault, app, progress, signal);
        } catch (error) {
          if (!(error instanceof DamagedCopy) || tries > 0) throw error;
          log('The searchable copy of an app is damaged and is made anew.', { app: app.slug });
          await writer.ask('abort', { file }).catch(() => undefined);
          await this.#removeFile(file);
        }
      }
    } finally {
      lock.release();
    }
  }

  async #lock(file: string): Promise<{ release(): void } | undefined> {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return tryFileLock(`${file}.lock`);
  }

  async #updateFrom(vault: Vault, app: ShownApp, progress: Progress, signal: AbortSignal): Promise<void> {
    const { writer, reader, most, threads } = this.#options;
    const file = this.fileOf(app);
    const present = (await listSnapshots(vault, signal)).map(({ name }) => name);
    let kept = await writer.ask('lookAt', { file, vaultId: app.vaultId });
    if (kept === undefined) await reader.ask('close', { file });
    const wanted = new Set(present.slice(0, most));
    const gone = outdated(kept?.backups ?? [], present, wanted, new Set(kept?.leftOut));
    if (kept !== undefined && gone.length > 0) {
      if (gone.length === kept.backups.length) {
        await this.#removeFile(file);
        kept = undefined;
      } else {
        await writer.ask('forget', { file, names: gone });
        kept = { ...kept, backups: kept.backups.filter((name) => !gone.includes(name)) };
      }
    }
    const leftOut = new Set(kept?.leftOut);
    const backups = [...(kept?.backups ?? [])];
    const opened = await openReader(vault, signal, threads);
    const manifests = new Map<string, Manifest>();
    const manifestOf = async (name: string): Promise<Manifest> => {
      const manifest = manifests.get(name) ?? (await readManifest(vault, name, signal));
      manifests.clear();
      manifests.set(name, manifest);
      return manifest;
    };
    const take = async (name: string, direction: Direction, beside: string | undefined): Promise<boolean> => {
      throwIfCancelled(signal);
      progress.backup = name;
      progress.fraction = 0;
      this.#tell(app, progress);
      const onProgress = (fraction: number): void => {
        progress.fraction = fraction;
        this.#tell(app, progress);
      };
      try {
        const neighbour = beside === undefined ? undefined : await manifestOf(beside);
        const manifest = await readManifest(vault, name, signal);
        await takeIn({ writer, file, vaultId: app.vaultId, direction, reader: opened.reader, manifest, neighbour, signal, onProgress });
        manifests.clear();
        manifests.set(name, manifest);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        leftOut.add(name);
        this.#options.log('A backup is left out of the searchable copy: it cannot be read whole.', { app: app.slug, backup: name });
        return false;
      }
      this.#tell(app, progress, true);
      return true;
    };
    try {
      const candidates = [...wanted].filter((name) => !leftOut.has(name));
      if (backups.length === 0) {
        for (const name of candidates) if (backups.length === 0 && (await take(name, 'first', undefined))) backups.push(name);
      }
      for (const name of candidates.toReversed()) {
        const newest = backups.at(-1);
        if (newest !== undefined && name > newest && !leftOut.has(name) && (await take(name, 'newer', newest))) backups.push(name);
      }
      for (const name of candidates) {
        const oldest = backups[0];
        if (oldest !== undefined && name < oldest && !leftOut.has(name) && (await take(name, 'older', oldest))) backups.unshift(name);
      }
      progress.seen = new Set(present);
      if (backups.length > 0) for (const name of leftOut) await writer.ask('leaveOut', { file, name });
    } finally {
      await opened.close();
    }
  }

  async #removeFile(file: string): Promise<void> {
    await this.#options.reader.ask('close', { file }).catch(() => undefined);
    await this.#options.writer.ask('remove', { file });
  }

  #tell(app: ShownApp, progress: Progress, now = false): void {
    const { clock, onChange } = this.#options;
    const time = clock.monotonic();
    if (!now && time - progress.toldAt < tellEveryMs) return;
    progress.toldAt = time;
    onChange(app.name);
  }
}

/**
 * Backups that must leave the copy: those that are no more or too old, and, where one that lies between them is missing, all that are older
 * than that one. They are taken in again behind it; the copy only grows at its ends.
 * @param kept oldest first @param present newest first
 */
function outdated(kept: readonly string[], present: readonly string[], wanted: ReadonlySet<string>, leftOut: ReadonlySet<string>): string[] {
  const stays = kept.filter((name) => wanted.has(name));
  const newest = stays.at(-1) ?? '';
  const known = new Set(kept);
  const missing = present.find((name) => name < newest && wanted.has(name) && !known.has(name) && !leftOut.has(name) && name > (stays[0] ?? ''));
  return kept.filter((name) => !wanted.has(name) || (missing !== undefined && name < missing));
}

/** Will never be readable, as far as can be told: as opposed to a place that does not answer. */
function isUnreadable(error: unknown): boolean {
  if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'permission-denied')) return true;
  return error instanceof HoldfastError && error.code === 'not-found' && error.details['reason'] !== 'place-gone';
}
