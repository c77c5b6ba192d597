import { moment } from './moments.ts';
import type { Status } from './status-feed.ts';
import { strings } from './strings.ts';

export type TrayState = Status['tray'];

export type TrayAction =
  | { readonly kind: 'open' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'report' }
  | { readonly kind: 'update' }
  | { readonly kind: 'back-up'; readonly app: string }
  | { readonly kind: 'guard'; readonly app: string }
  | { readonly kind: 'guard-end'; readonly app: string }
  | { readonly kind: 'pause'; readonly until: 'in-an-hour' | 'tomorrow' }
  | { readonly kind: 'resume' };

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'fact'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly enabled: boolean; readonly action: TrayAction }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

export interface TrayModel {
  readonly state: TrayState;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

/** A version that only waits to be installed. `isAskedFor`: it is, as soon as nothing runs. */
export interface ReadyUpdate {
  readonly version: string;
  readonly isAskedFor: boolean;
}

/** What is known: the engine's status, or why there is none. */
export type Known = { readonly kind: 'status'; readonly status: Status } | { readonly kind: 'starting' } | { readonly kind: 'trouble'; readonly message: string };

type AppStatus = Status['apps'][number];

/**
 * The tray as data. Green only when the engine says so now: while it starts there is work going on, and when it cannot run
 * somebody is needed.
 */
export function trayModel(known: Known, now: Date, update?: ReadyUpdate): TrayModel {
  return withUpdate(update, ofEngine(known, now));
}

function ofEngine(known: Known, now: Date): TrayModel {
  if (known.kind === 'status') return withGuard(known.status, model(known.status.tray, [...ownNeeds(known.status), ...appsOf(known.status, now), ...pausing(known.status, now)]));
  const state = known.kind === 'starting' ? 'working' : 'needs-you';
  return { ...model(state, known.kind === 'starting' ? [{ kind: 'fact', label: strings.tray.starting }] : [{ kind: 'fact', label: known.message }, action(strings.tray.saveReport, { kind: 'report' })]), ...(known.kind === 'starting' ? { tooltip: strings.appName } : {}) };
}

/** Above the way to quit, which it is a kind of. */
function withUpdate(update: ReadyUpdate | undefined, shown: TrayModel): TrayModel {
  if (update === undefined) return shown;
  const item: TrayItem = update.isAskedFor ? { kind: 'fact', label: strings.tray.updateWaits(update.version) } : action(strings.tray.update(update.version), { kind: 'update' });
  return { ...shown, items: [...shown.items.slice(0, -1), item, ...shown.items.slice(-1)] };
}

/** That a change is watched is said beside the icon, too, while nothing more urgent is. */
function withGuard({ apps }: Status, shown: TrayModel): TrayModel {
  const isWatching = apps.some(({ guard }) => guard?.phase === 'watching');
  return isWatching && shown.state !== 'needs-you' ? { ...shown, tooltip: strings.tray.guard.tooltip } : shown;
}

function model(state: TrayState, items: readonly TrayItem[]): TrayModel {
  return { state, tooltip: strings.tray.tooltip[state], items: [...items, { kind: 'separator' }, action(strings.tray.open, { kind: 'open' }), action(strings.tray.quit, { kind: 'quit' })] };
}

/** What is wrong with Holdfast itself comes before anything of an app. */
function ownNeeds({ needs }: Status): readonly TrayItem[] {
  return needs.map((need) => action(strings.need(need), { kind: 'open' }));
}

/** One app lies open; several have a submenu each. */
function appsOf(status: Status, now: Date): readonly TrayItem[] {
  const [first, ...others] = status.apps;
  if (first === undefined) return noApps(status);
  if (others.length === 0) return appItems(first, status, now);
  return status.apps.map((app) => ({ kind: 'submenu', label: app.app, items: appItems(app, status, now) }));
}

/** The engine has not looked yet while it is at work without any app. */
function noApps({ tray, needs }: Status): readonly TrayItem[] {
  if (needs.length > 0) return [];
  return [{ kind: 'fact', label: tray === 'working' ? strings.tray.starting : strings.tray.noApps }];
}

function appItems(app: AppStatus, status: Status, now: Date): readonly TrayItem[] {
  const running = status.running.some(({ request }) => request.kind === 'backup' && request.app === app.app);
  const [urgent] = app.needs;
  return [
    ...(urgent === undefined ? [] : [{ kind: 'action', label: strings.need(urgent), enabled: true, action: { kind: 'open' } } as const]),
    { kind: 'fact', label: app.lastVerified === undefined ? strings.tray.neverVerified : strings.tray.lastVerified(moment(new Date(app.lastVerified), now)) },
    { kind: 'fact', label: running ? strings.tray.working(app.app) : nextRun(app, now) },
    action(strings.tray.backUp, { kind: 'back-up', app: app.app }, !running),
    ...guardItems(app, running, now),
  ];
}

/** Before a change a way to begin watching it; while it is watched until when, and a way to end that. */
function guardItems({ app, guard }: AppStatus, running: boolean, now: Date): readonly TrayItem[] {
  switch (guard?.phase) {
    case 'backing-up':
      return [{ kind: 'fact', label: strings.tray.guard.backingUp }];
    case 'asks':
      return [action(strings.tray.guard.asks, { kind: 'open' })];
    case 'watching':
      return [{ kind: 'fact', label: strings.tray.guard.watching(guard.until === undefined ? '' : moment(new Date(guard.until), now)) }, action(strings.tray.guard.end, { kind: 'guard-end', app })];
    case 'ending':
      return [{ kind: 'fact', label: strings.tray.guard.ending }];
    case 'ended':
    case 'abandoned':
    case undefined:
      return [action(strings.tray.guard.start, { kind: 'guard', app }, !running)];
  }
}

function nextRun({ next }: AppStatus, now: Date): string {
  if (next.at === null) return strings.tray.noNext;
  const at = new Date(next.at);
  return strings.tray.next(at <= now ? strings.moment.soon : moment(at, now));
}

/** Where nothing is backed up, there is nothing to pause. */
function pausing({ apps, pausedUntil }: Status, now: Date): readonly TrayItem[] {
  if (apps.length === 0) return [];
  if (pausedUntil !== null && new Date(pausedUntil) > now) {
    return [{ kind: 'separator' }, { kind: 'fact', label: strings.tray.pausedUntil(moment(new Date(pausedUntil), now)) }, action(strings.tray.resume, { kind: 'resume' })];
  }
  const items = [action(strings.tray.pauseHour, { kind: 'pause', until: 'in-an-hour' }), action(strings.tray.pauseTomorrow, { kind: 'pause', until: 'tomorrow' })];
  return [{ kind: 'separator' }, { kind: 'submenu', label: strings.tray.pause, items }];
}

function action(label: string, what: TrayAction, enabled = true): TrayItem {
  return { kind: 'action', label, enabled, action: what };
}

/** Until when a pause lasts: an hour from now, or eight tomorrow morning on this computer's clock. */
export function pauseEnd(until: 'in-an-hour' | 'tomorrow', now: Date): Date {
  if (until === 'in-an-hour') return new Date(now.getTime() + 3_600_000);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
}
