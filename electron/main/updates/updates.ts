import { EventPublisher } from '@orpc/server';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import type { Status } from '../status-feed.ts';
import { type RememberedUpdates, type UpdatesMemory, withPast, wouldNotStart } from './memory.ts';
import { atWorkOn, checkIsDue, held, laterUntil, mayInstallQuietly } from './policy.ts';
import { RefusedUpdate, problemOf } from './refused-update.ts';
import type { Release } from './release.ts';
import type { Updater } from './updater.ts';
import { compareVersions } from './version-order.ts';

export interface UpdatesOptions {
  /** The version that runs. */
  readonly version: string;
  /** What finds and installs; or why nothing does. */
  readonly updater: Updater | Exclude<UpdatesState['support'], 'yes'>;
  readonly memory: UpdatesMemory;
  readonly now: () => Date;
  /** 0 to 1 */
  readonly jitter: number;
  /** `gone` = the engine does not run; undefined = it starts. */
  readonly status: () => Pick<Status, 'running' | 'apps'> | 'gone' | undefined;
  readonly windowIsOpen: () => boolean;
  /** Whether the person pays for what is transferred and wants nothing transferred by itself then. */
  readonly savesData: () => Promise<boolean>;
  /** Puts everything down, without asking anybody, and then installs: what it calls ends the program. */
  readonly endFor: (install: () => void) => void;
  /** Starts the program again as it is, after everything was put down for nothing. */
  readonly startAgain: () => void;
  /** Sentences that are known, and facts that may be written (electron/reports). */
  readonly log: (event: string, facts?: UpdateFacts) => void;
}

export interface UpdateFacts {
  readonly version?: string;
  readonly code?: string;
}

type Found = { readonly release: Release; readonly stage: 'found' | 'downloading' | 'ready' | 'installing'; readonly percent?: number };

/** Updates of Holdfast itself, from the look for one to the end of the program for it. */
export class Updates {
  readonly #options: UpdatesOptions;
  readonly #startedAt: Date;
  readonly #states = new EventPublisher<{ state: UpdatesState }>({ maxBufferedEvents: 1 });
  #found: Found | undefined;
  #rollingOut: string | undefined;
  #problem: unknown;
  #isChecking = false;
  #isAskedFor = false;
  #work: Promise<void> | undefined;
  #last = '';

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  state(): UpdatesState {
    const { version, updater, memory } = this.#options;
    const { automatic, lastChecked, newest, past } = memory.get();
    const update = this.#update();
    return {
      version,
      support: typeof updater === 'string' ? updater : 'yes',
      automatic,
      isChecking: this.#isChecking,
      ...(update === undefined ? {} : { update }),
      ...(this.#rollingOut === undefined ? {} : { rollingOut: this.#rollingOut }),
      ...(lastChecked === undefined ? {} : { lastChecked }),
      ...(newest === undefined ? {} : { newest: { version: newest.version, releasedAt: newest.releaseDate } }),
      ...(this.#problem === undefined ? {} : { problem: problemOf(this.#problem) }),
      past: past.map(({ from, ...what }) => ({ ...what, ...(from === undefined ? {} : { from }) })),
    };
  }

  /** The state now, and again at each change. */
  async *watch(signal: AbortSignal | undefined): AsyncGenerator<UpdatesState> {
    const states = this.#states.subscribe('state', { signal });
    yield this.state();
    yield* states;
  }

  onChange(listener: (state: UpdatesState) => void): void {
    this.#states.subscribe('state', listener);
  }

  /** Once a minute: what is due by itself, and whether what is ready can be installed now. */
  async tick(): Promise<void> {
    const { memory, now, jitter, savesData } = this.#options;
    if (checkIsDue(memory.get(), { now: now(), startedAt: this.#startedAt, jitter, failed: this.#problem !== undefined }) && !(await savesData())) await this.#check('itself');
    await this.#installWhenItMay();
    // What it waits for may have changed.
    this.#tell();
  }

  /** What it waits for may have ended: where a person waits for it, they are not left waiting. */
  follow(): void {
    if (this.#isAskedFor) void this.#installWhenItMay();
    this.#tell();
  }

  /** A person asks: what is newer is downloaded, whatever was said about it before. */
  async check(): Promise<UpdatesState> {
    await this.#check('person');
    return this.state();
  }

  async install(): Promise<UpdatesState> {
    if (this.#found?.stage === 'found') await this.#check('person');
    if (this.#found?.stage === 'ready') {
      this.#isAskedFor = true;
      this.#tell();
      await this.#installWhenItMay();
    }
    return this.state();
  }

  later(how: 'day' | 'week' | 'skip'): UpdatesState {
    const { memory, now } = this.#options;
    this.#isAskedFor = false;
    if (how === 'skip') memory.set(this.#found === undefined ? {} : { skipped: this.#found.release.version });
    else memory.set({ laterUntil: laterUntil(how, now()) });
    this.#tell();
    return this.state();
  }

  setAutomatic(on: boolean): UpdatesState {
    this.#options.memory.set({ automatic: on });
    this.#tell();
    return this.state();
  }

  /** The engine does not stay up. Where that began with an update, it is noted, and who goes back is not offered it again. */
  engineFailed(): void {
    const { memory, version, now, log } = this.#options;
    const change = wouldNotStart(memory.get(), version, now());
    if (change === undefined) return;
    memory.set(change);
    log('The engine of a version that is new here does not stay up.', { version });
    this.#tell();
  }

  /** One at a time; who asks meanwhile waits for the same answer. */
  #check(by: 'person' | 'itself'): Promise<void> {
    if (this.#found?.stage === 'installing') return Promise.resolve();
    this.#work ??= this.#look(by).finally(() => {
      this.#work = undefined;
      this.#tell();
    });
    return this.#work;
  }

  async #look(by: 'person' | 'itself'): Promise<void> {
    const { updater, memory, now, log } = this.#options;
    if (typeof updater === 'string') return;
    this.#isChecking = true;
    this.#tell();
    try {
      const { kind, release } = await updater.check();
      const known = memory.get().newest;
      if (known !== undefined && compareVersions(release.version, known.version) < 0) throw new RefusedUpdate('older', `${release.version}, after ${known.version}`);
      memory.set({ newest: { version: release.version, releaseDate: release.releaseDate } });
      this.#problem = undefined;
      // A person let it be installed meanwhile: what goes on is not begun again.
      if (this.#found?.stage === 'installing') return;
      this.#rollingOut = kind === 'rolling-out' ? release.version : undefined;
      if (kind !== 'newer') this.#found = undefined;
      else if (this.#found?.stage !== 'ready' || this.#found.release.version !== release.version) this.#found = { release, stage: 'found' };
    } catch (error) {
      this.#problem = error;
      log('An update was refused.', { code: problemOf(error).code });
    } finally {
      memory.set({ lastChecked: now().toISOString() });
      this.#isChecking = false;
      this.#tell();
    }
    if (this.#found?.stage === 'found' && this.#problem === undefined && (by === 'person' || held(memory.get(), this.#found.release.version) === undefined)) await this.#download(updater, this.#found.release);
  }

  async #download(updater: Updater, release: Release): Promise<void> {
    this.#found = { release, stage: 'downloading', percent: 0 };
    this.#tell();
    try {
      await updater.download((percent) => {
        this.#found = { release, stage: 'downloading', percent };
        this.#tell();
      });
      this.#found = { release, stage: 'ready' };
    } catch (error) {
      this.#fail(release, error);
    }
  }

  async #installWhenItMay(): Promise<void> {
    const { updater, memory, version, now, windowIsOpen, endFor, log } = this.#options;
    const found = this.#found;
    if (typeof updater === 'string' || found?.stage !== 'ready') return;
    const { release } = found;
    if (!this.#mayInstall(updater, release.version)) return;
    this.#found = { release, stage: 'installing' };
    this.#tell();
    try {
      await updater.prepare();
    } catch (error) {
      this.#fail(release, error);
      return;
    }
    // Reading it back took a while, in which a backup may have begun.
    if (!this.#mayInstall(updater, release.version)) {
      this.#found = { release, stage: 'ready' };
      this.#tell();
      return;
    }
    log('An update is being installed.', { version: release.version });
    memory.set({ installing: { from: version, to: release.version, at: now().toISOString(), hidden: !windowIsOpen() } });
    endFor(() => updater.install(() => this.#notInstalled(release)));
  }

  #mayInstall(updater: Updater, version: string): boolean {
    const { memory, now, status, windowIsOpen } = this.#options;
    if (this.#isAskedFor) return atWorkOn(status()) === undefined;
    return mayInstallQuietly(memory.get(), version, { now: now(), status: status(), windowIsOpen: windowIsOpen(), asksPassword: updater.asksPassword });
  }

  /** Everything was put down already: the program comes back as it was, and says then what happened. */
  #notInstalled(release: Release): void {
    const { memory, version, now, log, startAgain } = this.#options;
    log('An update could not be installed.', { version: release.version });
    memory.set({ installing: undefined, ...withPast(memory.get(), { at: now().toISOString(), kind: 'not-installed', version: release.version, from: version }) });
    startAgain();
  }

  #fail(release: Release, error: unknown): void {
    this.#options.log('An update was refused.', { version: release.version, code: problemOf(error).code });
    this.#problem = error;
    this.#isAskedFor = false;
    this.#found = { release, stage: 'found' };
    this.#tell();
  }

  #update(): UpdatesState['update'] {
    const { updater, memory, now, status } = this.#options;
    if (this.#found === undefined || typeof updater === 'string') return undefined;
    const { release, stage, percent } = this.#found;
    const remembered: RememberedUpdates = memory.get();
    const why = held(remembered, release.version);
    const waitsFor = stage === 'ready' ? atWorkOn(status()) : undefined;
    const later = remembered.laterUntil !== undefined && Date.parse(remembered.laterUntil) > now().getTime() ? remembered.laterUntil : undefined;
    return {
      version: release.version,
      releasedAt: release.releaseDate,
      ...(release.news === undefined ? {} : { news: release.news }),
      stage,
      ...(percent === undefined ? {} : { percent }),
      isAskedFor: this.#isAskedFor,
      ...(waitsFor === undefined ? {} : { waitsFor }),
      ...(later === undefined ? {} : { laterUntil: later }),
      ...(why === undefined ? {} : { held: why }),
      asksPassword: updater.asksPassword,
    };
  }

  #tell(): void {
    const state = this.state();
    const text = JSON.stringify(state);
    if (text === this.#last) return;
    this.#last = text;
    this.#states.publish('state', state);
  }
}
