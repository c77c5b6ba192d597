import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { portsChannel } from '../../../electron/preload/channel.ts';
import type { DoublePort } from './ports.ts';
import { defaultSession } from './session.ts';
import { app, ipcMain, notes } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { browser } from './chromium.ts';
import { Menu, Notification, Tray, blockers, buttonAnswers, folderAnswers, nativeTheme, powerMonitor, saveAnswers } from './desktop.ts';
import { failBy } from './fail-by.ts';
import type { MenuLine, Orders, Seen } from './orders.ts';
import { DoubleUtilityProcess } from './utility-process.ts';

/** The hands and eyes of a test: it looks at what main did, and does what a person, the system or an attacker would. */
const orders: { readonly [Name in keyof Orders]: (given: Orders[Name]['given']) => Orders[Name]['result'] | Promise<Orders[Name]['result']> } = {
  look,
  endpoint: async () => (await browser()).endpoint,
  chooseInTray({ labels }) {
    click(Tray.current?.menu, labels);
  },
  chooseInMenu({ labels }) {
    click(Menu.application ?? undefined, labels);
  },
  clickTray() {
    if (Tray.current === undefined) throw new Error('There is no tray.');
    Tray.current.emit('click');
  },
  clickNotice({ title }) {
    const notice = Notification.shown.findLast((each) => each.title === title);
    if (notice === undefined) throw new Error(`There is no notice "${title}".`);
    notice.emit('click');
  },
  placeWindow({ maximized, ...bounds }) {
    for (const window of BrowserWindow.all) window.place(bounds, maximized);
  },
  recolour({ dark }) {
    Object.assign(nativeTheme, { shouldUseDarkColors: dark, shouldUseDarkColorsForSystemIntegratedUI: dark });
    nativeTheme.emit('updated');
  },
  crashPage() {
    for (const { webContents } of BrowserWindow.all) webContents.crash();
  },
  hangPage() {
    for (const window of BrowserWindow.all) window.emit('unresponsive');
  },
  throwInMain({ message, as }) {
    failBy(message, as);
  },
  throwInEngine({ message, as }) {
    for (const running of DoubleUtilityProcess.running) running.fail(message, as);
  },
  closeWindow() {
    if (BrowserWindow.all.size === 0) throw new Error('There is no window.');
    for (const window of BrowserWindow.all) window.close();
  },
  answerFolder({ folder }) {
    folderAnswers.give(folder === null ? 'cancelled' : { folder });
  },
  answerSave({ file }) {
    saveAnswers.give(file === null ? 'cancelled' : { file });
  },
  answerButton({ label }) {
    buttonAnswers.give(label);
  },
  crashEngine() {
    for (const running of DoubleUtilityProcess.running) running.crash();
  },
  shutdown() {
    let held = false;
    powerMonitor.emit('shutdown', { preventDefault: () => (held = true) });
    return { held };
  },
  endSession() {
    for (const window of BrowserWindow.all) window.emit('session-end', {});
  },
  openFromOutside({ what, given }) {
    let taken = false;
    app.emit(what, { preventDefault: () => (taken = true) }, given);
    return { taken };
  },
  quit() {
    app.quit();
  },
  async get({ url }) {
    const response = await defaultSession.answer(new Request(url));
    return { status: response?.status ?? 0, headers: Object.fromEntries(response?.headers ?? []), body: (await response?.text()) ?? '' };
  },
  async call({ side, path, input }) {
    const port = portsOfAPage()[side === 'engine' ? 0 : 1];
    if (port === undefined) throw new Error('Main gave no ports.');
    let call: unknown = createORPCClient(new RPCLink({ port }));
    port.start();
    for (const name of path) call = Reflect.get(call as object, name);
    try {
      return { output: await (call as (input: unknown) => Promise<unknown>)(input) };
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      return { error: { code: code ?? '', message } };
    } finally {
      port.close();
    }
  },
  attempt({ what }) {
    const [own] = BrowserWindow.all;
    if (own === undefined) throw new Error('There is no window.');
    let prevented = false;
    const event = { url: 'https://evil.example/', preventDefault: () => (prevented = true) };
    (what === 'will-download' ? defaultSession : own.webContents).emit(what, event);
    return { prevented };
  },
  permission({ permission, url }) {
    return { asked: defaultSession.grantsOnRequest(permission, url), checked: defaultSession.grants(permission, url) };
  },
  forgeMessage({ channel, origin, inFrame, foreignWindow }) {
    const posted: string[] = [];
    const [own] = BrowserWindow.all;
    if (own === undefined) throw new Error('There is no window.');
    const { mainFrame } = own.webContents;
    const usual = mainFrame.postMessage;
    const count = { postMessage: (to: string) => posted.push(to) };
    Object.assign(mainFrame, count);
    const sender = foreignWindow ? { mainFrame: count, once: () => undefined } : own.webContents;
    ipcMain.emit(channel, { sender, senderFrame: { origin, parent: inFrame ? {} : null }, ports: [] });
    Object.assign(mainFrame, { postMessage: usual });
    return posted.length;
  },
};

/** Asks as our own page does, and takes the ports in its place. */
function portsOfAPage(): readonly DoublePort[] {
  const [own] = BrowserWindow.all;
  if (own === undefined) throw new Error('There is no window.');
  const { mainFrame } = own.webContents;
  const taken: DoublePort[] = [];
  const usual = mainFrame.postMessage;
  Object.assign(mainFrame, { postMessage: (_channel: string, _message: unknown, ports: readonly DoublePort[]) => taken.push(...ports) });
  ipcMain.emit(portsChannel, { sender: own.webContents, senderFrame: mainFrame, ports: [] });
  Object.assign(mainFrame, { postMessage: usual });
  return taken;
}

function look(): Seen {
  const [window] = BrowserWindow.all;
  return {
    window:
      window === undefined
        ? null
        : { bounds: window.getNormalBounds(), maximized: window.isMaximized(), visible: window.visible, focused: window.focused, target: window.webContents.target, address: window.webContents.getURL(), background: window.options.backgroundColor ?? '', minimum: [window.options.minWidth ?? 0, window.options.minHeight ?? 0] },
    tray: Tray.current === undefined ? null : { state: Tray.current.state, icon: Tray.current.icon, tooltip: Tray.current.tooltip, menu: lines(Tray.current.menu) },
    notices: Notification.shown.map(({ title, body }) => ({ title, body })),
    notes: [...notes],
    engines: [...DoubleUtilityProcess.running].flatMap(({ pid }) => pid ?? []),
    keptAwake: blockers.size > 0,
    sandboxed: app.sandboxed,
  };
}

function lines(menu: Menu | undefined): MenuLine[] {
  return (menu?.items ?? []).map(({ label, enabled, submenu, type }) => ({
    label: type === 'separator' ? '—' : (label ?? ''),
    enabled: enabled !== false,
    items: Array.isArray(submenu) ? lines(new Menu(submenu)) : [],
  }));
}

function click(menu: Menu | undefined, [label, ...deeper]: readonly string[]): void {
  const item = menu?.items.find((each) => each.label === label);
  if (item === undefined) throw new Error(`The menu has no "${label ?? ''}".`);
  if (item.enabled === false) throw new Error(`"${label ?? ''}" cannot be chosen.`);
  if (deeper.length > 0) click(Array.isArray(item.submenu) ? new Menu(item.submenu) : undefined, deeper);
  else (item.click as (() => void) | undefined)?.();
}

process.on('message', (message: { readonly id: number; readonly order: keyof Orders; readonly given: never }) => {
  void Promise.try(() => orders[message.order](message.given)).then(
    (result) => reply({ id: message.id, result }),
    (error: unknown) => reply({ id: message.id, error: String(error) }),
  );
});
// A test that has ended meanwhile hears no answer.
function reply(message: object): void {
  process.send?.(message, () => undefined);
}
// The test that started this is gone.
process.on('disconnect', () => process.exit());
