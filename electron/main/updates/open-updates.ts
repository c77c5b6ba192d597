import { readFileSync } from 'node:fs';
import path from 'node:path';
import { app, session } from 'electron';
import { z } from 'zod';
import { parseJson } from '../../../shared/model/record.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import type { EngineProcess } from '../engine-process.ts';
import type { EngineFollower } from '../follow-engine.ts';
import { openKeptValues } from '../kept-values.ts';
import type { Quitting } from '../quit.ts';
import type { HoldfastTray } from '../tray.ts';
import type { Windows } from '../windows.ts';
import { clearStaged } from './app-image.ts';
import { readFeed, releaseFile } from './feed.ts';
import { type UpdatesMemory, rememberedUpdates, startedAs } from './memory.ts';
import { type Updater, signedUpdater, updaterOfSystem } from './updater.ts';
import { Updates, type UpdatesOptions } from './updates.ts';

export interface OpenUpdatesOptions {
  /** The folder of the program, where the public keys lie. */
  readonly program: string;
  readonly engine: Pick<EngineProcess, 'state' | 'onState'>;
  readonly follower: EngineFollower;
  readonly windows: Pick<Windows, 'current'>;
  readonly quitting: Pick<Quitting, 'for'>;
  readonly tray: Pick<HoldfastTray, 'offer'>;
  readonly log: UpdatesOptions['log'];
}

export interface OpenedUpdates {
  readonly updates: Updates;
  /** This start ends an update that nobody asked for: no window is to open. */
  readonly cameBackQuietly: boolean;
}

const tickMs = 60_000;

/** Notes what this start says of updates, and looks for new ones from now on. */
export function openUpdates({ program, engine, follower, windows, quitting, tray, log }: OpenUpdatesOptions): OpenedUpdates {
  const version = app.getVersion();
  const memory = openMemory();
  const { change, quietly, happened } = startedAs(memory.get(), version, new Date());
  memory.set(change);
  if (happened === 'updated') log('This is a newer version than before.', { version });
  if (happened === 'taken-back') log('This is an older version than before.', { version });
  if (happened === 'not-installed') log('An update could not be installed.');
  const updates = new Updates({
    version,
    memory,
    updater: openUpdater(program, version),
    now: () => new Date(),
    jitter: Math.random(),
    status: () => (engine.state.kind === 'failed' && engine.state.final ? 'gone' : follower.status()),
    windowIsOpen: () => windows.current !== undefined && windows.current.isVisible() && !windows.current.isMinimized(),
    savesData: () => savesData(follower),
    endFor: (install) =>
      void quitting.for(() => {
        // The new one may be there before this one is gone.
        app.releaseSingleInstanceLock();
        install();
      }),
    startAgain() {
      // What an AppImage runs from is gone with the program.
      const image = process.env['APPIMAGE'];
      app.relaunch(image === undefined ? {} : { execPath: image });
      app.quit();
    },
    log,
  });
  updates.onChange(({ update }) => tray.offer(update?.stage === 'ready' ? update : undefined));
  engine.onState((state) => {
    if (state.kind === 'failed' && state.final) updates.engineFailed();
  });
  void clearStaged();
  setInterval(() => void updates.tick(), tickMs).unref();
  return { updates, cameBackQuietly: quietly };
}

/** A connection that is paid by what goes over it, and the choice to leave it alone: the engine knows both, and says them with the schedule of an app. */
async function savesData({ client, status }: EngineFollower): Promise<boolean> {
  const [first] = status()?.apps ?? [];
  if (first === undefined) return false;
  const { alsoOnMetered, metered } = (await client()?.schedule.get({ app: first.app }).catch(() => undefined))?.computer ?? {};
  return metered === true && alsoOnMetered === false;
}

function openUpdater(program: string, version: string): Updater | Exclude<UpdatesState['support'], 'yes'> {
  if (!app.isPackaged) return 'from-source';
  const feed = readFeed(read(path.join(process.resourcesPath, 'app-update.yml')) ?? '');
  const keys = releaseKeys(path.join(program, 'release-keys.json'));
  if (feed === undefined || keys.length === 0) return 'not-set-up';
  const updater = updaterOfSystem(process.platform, read(path.join(process.resourcesPath, 'package-type'))?.trim());
  if (updater === undefined) return 'installed-otherwise';
  const own = session.fromPartition('updates', { cache: false });
  return signedUpdater({ updater, version, feed, file: releaseFile(process.platform, process.arch), keys, fetch: (url, init) => own.fetch(url, init), say });
}

/** The keys lie in the program itself, whose bytes the system or Electron vouches for; not beside it. */
function releaseKeys(file: string): readonly string[] {
  const { data } = z.array(z.base64()).safeParse(parseJson(read(file) ?? '[]'));
  return data ?? [];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function openMemory(): UpdatesMemory {
  const values = openKeptValues('updates');
  return { get: () => rememberedUpdates.parse(values.all()), set: (change) => values.set(change) };
}

function say(line: string): void {
  process.stderr.write(`holdfast: updates: ${line}\n`);
}
