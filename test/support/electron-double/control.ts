import { defaultSession } from './session.ts';
import { app, ipcMain, notes } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { browser } from './chromium.ts';
import { Menu, Notification, Tray, answers, blockers, powerMonitor } from './desktop.ts';
import type { MenuLine, Orders, Seen } from './orders.ts';
import { DoubleUtilityProcess } from './utility-process.ts';

/** The hands and eyes of a test: it looks at what main did, and does what a person, the system or an attacker would. */
const orders: { readonly [Name in keyof Orders]: (given: Orders[Name]['given']) => Orders[Name]['result'] | Promise<Orders[Name]['result']> } = {
  look,
  endpoint: async () => (await browser()).endpoint,
  chooseInTray({ labels }) {
    click(Tray.current?.menu, labels);
  },
  clickTray() {
    Tray.current?.emit('click');
  },
  clickNotice({ title }) {
    Notification.shown.findLast((notice) => notice.title === title)?.emit('click');
  },
  closeWindow() {
    for (const window of BrowserWindow.all) window.close();
  },
  answerFolder({ folder }) {
    answers.folder = folder;
  },
  answerButton({ label }) {
    answers.buttons.push(label);
  },
  crashEngine() {
    for (const running of DoubleUtilityProcess.running) running.crash();
  },
  shutdown() {
    powerMonitor.emit('shutdown');
  },
  quit() {
    app.quit();
  },
  async get({ url }) {
    const response = await defaultSession.answer(new Request(url));
    return { status: response?.status ?? 0, headers: Object.fromEntries(response?.headers ?? []), body: (await response?.text()) ?? '' };
  },
  permission({ permission, url }) {
    let granted = true;
    defaultSession.request?.({ getURL: () => url } as never, permission as never, (answer) => (granted = answer), {} as never);
    return { asked: granted, checked: defaultSession.grants(permission, url) };
  },
  forgeMessage({ channel, origin, inFrame, foreignWindow }) {
    const posted: string[] = [];
    const answer = { postMessage: (to: string) => posted.push(to) };
    const [own] = BrowserWindow.all;
    // What is sent back to a real window of ours would be taken by its page: count it instead.
    const sender = foreignWindow ? { mainFrame: answer, once: () => undefined } : Object.create(own?.webContents ?? null, { mainFrame: { value: answer } });
    ipcMain.emit(channel, { sender: foreignWindow ? sender : own?.webContents, senderFrame: { origin, parent: inFrame ? {} : null, ...answer }, ports: [] });
    return posted.length;
  },
};

function look(): Seen {
  const [window] = BrowserWindow.all;
  return {
    window:
      window === undefined
        ? null
        : { visible: window.visible, focused: window.focused, target: window.webContents.target, address: window.webContents.getURL(), background: window.options.backgroundColor ?? '', minimum: [window.options.minWidth ?? 0, window.options.minHeight ?? 0] },
    tray: Tray.current === undefined ? null : { state: Tray.current.state, tooltip: Tray.current.tooltip, menu: lines(Tray.current.menu) },
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
    (result) => process.send?.({ id: message.id, result }),
    (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
  );
});
// The test that started this is gone.
process.on('disconnect', () => process.exit());
