import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import electronUpdater, { CancellationToken, type AppUpdater } from 'electron-updater';
import { StagedAppImageUpdater } from './app-image.ts';
import { type FetchReleaseOptions, fetchRelease } from './fetch-release.ts';
import { RefusedUpdate, type Refusal } from './refused-update.ts';
import type { Release } from './release.ts';
import { signedFeed } from './signed-provider.ts';
import { compareVersions } from './version-order.ts';

/** What the newest release is to this computer; `rolling-out`: newer, and not offered here yet. */
export interface Checked {
  readonly kind: 'newer' | 'rolling-out' | 'current';
  readonly release: Release;
}

/** Finds, fetches and installs releases. What is refused is a RefusedUpdate. */
export interface Updater {
  /** The system asks for a password before it installs. */
  readonly asksPassword: boolean;
  check(): Promise<Checked>;
  /** Of what the last check found. @param onPercent whole numbers, rising */
  download(onPercent: (percent: number) => void): Promise<void>;
  /** Reads back what was downloaded and puts it where it can be installed without fail. To be done right before the program ends. */
  prepare(): Promise<void>;
  /** Installs and ends the program, which comes back by itself. @param onFailed nothing was installed, and the program goes on */
  install(onFailed: () => void): void;
}

export interface UpdaterOptions extends Pick<FetchReleaseOptions, 'feed' | 'file' | 'keys' | 'fetch'> {
  readonly updater: AppUpdater;
  readonly version: string;
  /** What electron-updater says on the way, a line each. For whoever runs it in a terminal. */
  readonly say: (line: string) => void;
  /** Without any progress for so long a download is given up: Electron's requests have no time limit of their own. */
  readonly stalledMs?: number;
}

/** Squirrel reads the package after the program was asked to end for it. */
const installPatienceMs = 5 * 60_000;

/** electron-updater's part for this system; undefined where what runs was not installed in a way that it could replace. */
export function updaterOfSystem(platform: NodeJS.Platform, packageType: string | undefined): AppUpdater | undefined {
  if (platform === 'win32') return new electronUpdater.NsisUpdater();
  if (platform === 'darwin') return new electronUpdater.MacUpdater();
  if (packageType === 'deb') return new electronUpdater.DebUpdater();
  if (packageType === 'rpm') return new electronUpdater.RpmUpdater();
  return process.env['APPIMAGE'] === undefined ? undefined : new StagedAppImageUpdater();
}

/** electron-updater with our signature before it, and with bounds around it. */
export function signedUpdater({ updater, version, say, stalledMs = 120_000, ...from }: UpdaterOptions): Updater {
  let last: Release | undefined;
  /** What was downloaded, as electron-updater says, and the release that it is of. */
  let file: string | undefined;
  let ready: { readonly file: string; readonly sha512: string | undefined } | undefined;

  updater.logger = { info: () => undefined, warn: (message: unknown) => say(firstLine(message)), error: (message: unknown) => say(firstLine(message)) };
  updater.autoDownload = false;
  // Only ever by `install`: not at the end of a computer's day, and not after it was put off.
  updater.autoInstallOnAppQuit = false;
  updater.allowPrerelease = false;
  updater.disableWebInstaller = true;
  // A package is downloaded whole: the parts of a difference are described by a file that nobody signed.
  updater.disableDifferentialDownload = true;
  updater.setFeedURL(
    signedFeed(from.feed, async () => {
      last = await fetchRelease(from);
      return last;
    }),
  );
  updater.allowDowngrade = false;
  updater.on('update-downloaded', ({ downloadedFile }) => (file = downloadedFile));

  return {
    asksPassword: updater instanceof electronUpdater.DebUpdater || updater instanceof electronUpdater.RpmUpdater,

    async check() {
      last = undefined;
      const result = await updater.checkForUpdates();
      // TypeScript does not see that the feed set it.
      const release = last as Release | undefined;
      if (result === null || release === undefined) throw new RefusedUpdate('not-installed', 'electron-updater does not look for updates here');
      if (result.isUpdateAvailable) return { kind: 'newer', release };
      return { kind: compareVersions(version, release.version) < 0 ? 'rolling-out' : 'current', release };
    },

    async download(onPercent) {
      const files = last?.files ?? [];
      const sizes = new Set(files.map(({ size }) => size));
      const token = new CancellationToken();
      let why: Refusal | undefined;
      const giveUp = (reason: Refusal): void => {
        why = reason;
        token.cancel();
      };
      let stalled = setTimeout(giveUp, stalledMs, 'unreachable');
      let shown = -1;
      const follow = ({ total, percent }: { readonly total: number; readonly percent: number }): void => {
        clearTimeout(stalled);
        stalled = setTimeout(giveUp, stalledMs, 'unreachable');
        // An endless answer would fill the disk.
        if (!sizes.has(total)) giveUp('damaged');
        const whole = Math.floor(percent);
        if (whole > shown) onPercent((shown = whole));
      };
      updater.on('download-progress', follow);
      file = undefined;
      ready = undefined;
      try {
        await updater.downloadUpdate(token);
        // TypeScript does not see that the event set it.
        const came = file as string | undefined;
        if (came === undefined) throw new RefusedUpdate('not-installed', 'nothing was downloaded');
        ready = { file: came, sha512: files.find(({ url }) => url === path.basename(came))?.sha512 };
      } catch (error) {
        throw why === undefined ? refused(error) : new RefusedUpdate(why, 'given up', error);
      } finally {
        clearTimeout(stalled);
        updater.off('download-progress', follow);
      }
    },

    async prepare() {
      if (ready === undefined) throw new RefusedUpdate('not-installed', 'nothing was downloaded');
      try {
        const installed = updater instanceof StagedAppImageUpdater ? await updater.stage(ready.file) : ready.file;
        if (ready.sha512 === undefined || (await sha512(installed)) !== ready.sha512) throw new RefusedUpdate('damaged', 'what was downloaded changed since');
      } catch (error) {
        // A file that is gone was cleaned away.
        throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? new RefusedUpdate('damaged', 'what was downloaded is gone', error) : refused(error);
      }
    },

    install(onFailed) {
      const failed = (): void => {
        clearTimeout(stop);
        updater.off('error', failed);
        onFailed();
      };
      const stop = setTimeout(failed, installPatienceMs);
      updater.on('error', failed);
      updater.quitAndInstall(true, true);
    },
  };
}

function refused(error: unknown): RefusedUpdate {
  if (error instanceof RefusedUpdate) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why: Readonly<Record<string, Refusal>> = { ERR_CHECKSUM_MISMATCH: 'damaged', ERR_UPDATER_INVALID_SIGNATURE: 'unsigned', ENOSPC: 'not-stored', EDQUOT: 'not-stored', EACCES: 'not-installed', EPERM: 'not-installed', EROFS: 'not-installed' };
  return new RefusedUpdate(why[code] ?? 'unreachable', firstLine(error), error);
}

async function sha512(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

/** Stacks and what a server answered are left out. */
function firstLine(what: unknown): string {
  const text = what instanceof Error ? what.message : String(what);
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
