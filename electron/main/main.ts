import path from 'node:path';
import { app, session } from 'electron';
import { outlastReaders } from '../reports/outlast-readers.ts';
import { setAppMenu } from './app-menu.ts';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import { atWork } from './at-work.ts';
import { desktopCalls } from './desktop-calls.ts';
import { askAboutEngine } from './dialogs.ts';
import { EngineProcess, type EngineState } from './engine-process.ts';
import { chooseFolders } from './folders.ts';
import { followEngine } from './follow-engine.ts';
import { guardContents, guardSession } from './guards.ts';
import { loginItem, wasStartedAtLogin } from './login-item.ts';
import { Notifications } from './notifications.ts';
import { openHelp } from './open-help.ts';
import { hearOpenRequests, introduce, type OpenRequests, takesLinks } from './open-requests.ts';
import { servePagePorts } from './page-ports.ts';
import { Awake, followPower, onShutdown } from './power.ts';
import { Quitting } from './quit.ts';
import { startOptions } from './start-options.ts';
import { strings } from './strings.ts';
import { trayActions } from './tray-actions.ts';
import { catchMainCrashes } from './trouble/main-crash.ts';
import { tellEngineGone } from './trouble/engine-gone.ts';
import { watchParts } from './trouble/page-trouble.ts';
import { saveReport } from './trouble/save-report.ts';
import { HoldfastTray } from './tray.ts';
import { openUpdates } from './updates/open-updates.ts';
import { openWindowMemory } from './window-memory.ts';
import { Windows } from './windows.ts';

/**
 * The sample app's records are made up and its key protects nothing: so that it can be tried on a computer without a keychain, its
 * secrets are in a file with a passphrase that everybody knows.
 */
const sampleKeychain = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'sample app' } as const;

const built = path.join(import.meta.dirname, '..');
const icons = path.join(import.meta.dirname, 'icons');
const options = startOptions(process.argv);

outlastReaders(process);
// What has to be said before Electron is ready.
app.enableSandbox();
declareAppScheme();
guardContents();
const home = chooseFolders(options);
const trouble = catchMainCrashes(home);
let showWindow = (): void => undefined;
const requests = hearOpenRequests(process.platform, () => showWindow());
if (requests === undefined) app.quit();
else void app.whenReady().then(() => start(requests));

function start({ box, wereMade }: OpenRequests): void {
  introduce(process.platform);
  setAppMenu(process.platform, () => openHelp(windows));
  guardSession(session.defaultSession);
  serveApp(session.defaultSession, path.join(built, 'renderer'));

  const memory = openWindowMemory();
  const notifications = new Notifications({ memory, onClick: () => showWindow() });
  const awake = new Awake();
  const engine = new EngineProcess({
    program: path.join(import.meta.dirname, 'engine.js'),
    env: { ...process.env, ...(options.sample ? sampleKeychain : {}) },
    start: { home, version: app.getVersion(), downloads: app.getPath('downloads'), documents: app.getPath('documents'), sample: options.sample, takesLinks: takesLinks(process.platform) },
    onGone: (exit) => tellEngineGone(trouble.reporting, exit),
  });
  const follower = followEngine(engine, async (status, client) => {
    tray.show({ kind: 'status', status });
    awake.follow(status);
    updates.follow();
    await notifications.follow(status, client);
  });
  const quitting = new Quitting({
    atWork: () => atWork(follower.status()?.running ?? []),
    async close() {
      awake.release();
      tray.close();
      await engine.close();
    },
  });
  const windows = new Windows({
    memory,
    preload: path.join(built, 'preload', 'page-ports.cjs'),
    icon: path.join(icons, 'app.png'),
    trouble: { reporting: trouble.reporting, notify: (notice) => notifications.show(notice) },
    hidesOnClose: () => !quitting.isUnderWay,
    onSessionEnd: () => quitting.now(),
    onHidden() {
      if (memory.get().saidStillRunning) return;
      memory.set({ saidStillRunning: true });
      notifications.show({ title: strings.notice.stillRunning, body: strings.notice.stillRunningBody });
    },
  });
  showWindow = () => windows.show();
  const act = trayActions({ client: follower.client, open: showWindow, quit: () => app.quit(), update: () => void updates.install(), report: () => void report().catch(() => undefined), notify: (notice) => notifications.show(notice) });
  const tray = new HoldfastTray({ icons, platform: process.platform, act });
  const { updates, cameBackQuietly } = openUpdates({ program: import.meta.dirname, engine, follower, windows, quitting, tray, log: trouble.reporting.log });

  watchParts(trouble.reporting);
  trouble.attach({ tray, close: () => engine.close(), isShown: () => windows.current?.isVisible() ?? false });

  servePagePorts({
    engine,
    desktop: desktopCalls({ platform: process.platform, window: () => windows.current, login: loginItem(process.platform), incoming: box, updates, onBug: (error) => void trouble.reporting.report('bug', error) }),
    ownsWindow: (contents) => windows.owns(contents),
    onRefused(what) {
      trouble.reporting.log('Refused.', { what: 'ports' });
      process.stderr.write(`holdfast: refused ${what}\n`);
    },
  });
  engine.onState((state) => void tell(state));
  onShutdown(() => quitting.now());
  app.on('activate', () => windows.show());
  followPower((onBattery) => engine.power(onBattery));
  engine.start();
  if (wereMade() || (!options.hidden && !cameBackQuietly && !wasStartedAtLogin(process.platform))) windows.show();

  function report(): Promise<void> {
    return saveReport({ client: follower.client(), home, version: app.getVersion(), window: windows.current });
  }

  async function tell(state: EngineState): Promise<void> {
    if (state.kind === 'starting') tray.show({ kind: 'starting' });
    if (state.kind === 'ready' && state.again) notifications.show({ title: strings.notice.engineRestarted, body: strings.notice.engineRestartedBody });
    if (state.kind !== 'failed') return;
    awake.release();
    tray.show({ kind: 'trouble', message: state.error.message });
    if (!state.final) return;
    let answer = await askAboutEngine();
    for (; answer === 'report'; answer = await askAboutEngine()) await report().catch(() => undefined);
    if (answer === 'quit') app.quit();
    else engine.tryAgain();
  }
}
