/**
 * Every screen and its address.
 *
 * To add a screen: a folder in screens/ whose component is exported by name; a route below with `screen(() => import(…), 'Name')`
 * (it becomes a file of its own, loaded when needed); its words in strings/en/<screen>.ts; its line in shell/navigation.ts.
 *
 * - Ask the engine: `useQuery(query.status.overview.queryOptions({ input: { app } }))` (data/queries.ts); answers are asked again by
 *   themselves when the engine says so, so never poll and never invalidate after a change the engine publishes. Calls:
 *   `engine.…` (connection/client.ts); what a call threw: `toProblem(error)` → `<ProblemPanel>`. Types of answers: `Answers`.
 * - Live: `useStatus()`, `useRun(runId)`, `<RunProgress run>`. Whose screen it is: `useApp()` (use-app.ts).
 * - Frame: `<Screen title sentence actions>`, then `<Card title aside flush>`. States: `<SkeletonLines>`, `<EmptyState>`, `<ProblemPanel>`.
 *   Values: `<When>`, `<Bytes>`, `<Count>`, `<Duration>`, `<StatusBadge>`, `<PlainText>` (all that comes from an app), `<CopyableText>`,
 *   `<ConfirmDialog>`. Times, sizes and numbers inside a sentence: strings/numbers.ts.
 * - Every word through `t('screen.key', { … })`. Colours only as `var(--hf-…)` of tokens.css, or `color="accent|safe|attention|alarm"`.
 *   Styles in CSS modules; heavy packages (charts, tables) and their stylesheets are imported by the screens that use them.
 */
import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { SkeletonScreen } from '../components/skeletons.tsx';
import { readAddress } from '../screens/data/model/address.ts';
import { readGuardAddress } from '../screens/guard/address.ts';
import { readRestoreAddress } from '../screens/restore/address.ts';
import { Root } from './shell/root.tsx';
import { NoSuchScreen, ScreenCrash } from './shell/screen-problem.tsx';
import { Shell } from './shell/shell.tsx';
import { Start } from './shell/start.tsx';

const screen = lazyRouteComponent;
const common = { pendingComponent: SkeletonScreen, errorComponent: ScreenCrash };

const root = createRootRoute({ component: Root, notFoundComponent: NoSuchScreen, errorComponent: ScreenCrash });

const start = createRoute({ getParentRoute: () => root, path: '/', component: Start });
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: screen(() => import('../screens/welcome/welcome.tsx'), 'Welcome'), ...common });
const protect = createRoute({ getParentRoute: () => root, path: '/protect', component: screen(() => import('../screens/onboarding/protect.tsx'), 'Protect'), validateSearch: (search: Record<string, unknown>) => text({ step: search['step'] }), ...common });
const sample = createRoute({ getParentRoute: () => root, path: '/sample', component: screen(() => import('../screens/onboarding/sample-door.tsx'), 'SampleDoor'), ...common });
const open = createRoute({ getParentRoute: () => root, path: '/open', component: screen(() => import('../screens/onboarding/open-backup.tsx'), 'OpenBackup'), ...common });

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({ getParentRoute: () => shell, path: '/app/$app/home', component: screen(() => import('../screens/home/home.tsx'), 'Home'), ...common });
const grade = createRoute({ getParentRoute: () => shell, path: '/app/$app/grade', component: screen(() => import('../screens/grade/grade.tsx'), 'Grade'), ...common });
const timeline = createRoute({ getParentRoute: () => shell, path: '/app/$app/timeline', component: screen(() => import('../screens/timeline/timeline.tsx'), 'Timeline'), validateSearch: timelineSearch, ...common });
const compare = createRoute({ getParentRoute: () => shell, path: '/app/$app/compare', component: screen(() => import('../screens/compare/compare.tsx'), 'Compare'), validateSearch: compareSearch, ...common });
const data = createRoute({ getParentRoute: () => shell, path: '/app/$app/data', component: screen(() => import('../screens/data/data.tsx'), 'Data'), validateSearch: readAddress, ...common });
const restore = createRoute({ getParentRoute: () => shell, path: '/app/$app/restore', component: screen(() => import('../screens/restore/restore.tsx'), 'Restore'), validateSearch: readRestoreAddress, ...common });
const proof = createRoute({ getParentRoute: () => shell, path: '/app/$app/proof', component: screen(() => import('../screens/proof/proof.tsx'), 'Proof'), validateSearch: (search: Record<string, unknown>) => text({ drill: search['drill'] }), ...common });
const guard = createRoute({ getParentRoute: () => shell, path: '/app/$app/guard', component: screen(() => import('../screens/guard/guard.tsx'), 'Guard'), validateSearch: readGuardAddress, ...common });
const emergency = createRoute({ getParentRoute: () => shell, path: '/app/$app/emergency', component: screen(() => import('../screens/emergency/emergency.tsx'), 'Emergency'), validateSearch: (search: Record<string, unknown>) => text({ id: search['id'] }), ...common });
const runbook = createRoute({ getParentRoute: () => shell, path: '/app/$app/runbook', component: screen(() => import('../screens/runbook/runbook.tsx'), 'Runbook'), ...common });
const schedule = createRoute({ getParentRoute: () => shell, path: '/app/$app/schedule', component: screen(() => import('../screens/schedule/schedule.tsx'), 'Schedule'), validateSearch: (search: Record<string, unknown>) => text({ kept: search['kept'] }), ...common });
const places = createRoute({ getParentRoute: () => shell, path: '/places', component: screen(() => import('../screens/places/places.tsx'), 'Places'), ...common });
const activity = createRoute({ getParentRoute: () => shell, path: '/activity', component: screen(() => import('../screens/activity/activity.tsx'), 'Activity'), ...common });
const settings = createRoute({ getParentRoute: () => shell, path: '/settings', component: screen(() => import('../screens/settings/settings.tsx'), 'Settings'), validateSearch: (search: Record<string, unknown>) => ({ ...text({ kit: search['kit'] }), ...(search['read'] === true ? { read: true } : {}) }), ...common });
const licences = createRoute({ getParentRoute: () => shell, path: '/licences', component: screen(() => import('../screens/licences/licences.tsx'), 'Licences'), ...common });
const help = createRoute({ getParentRoute: () => shell, path: '/help', component: screen(() => import('../screens/help/help.tsx'), 'HelpStart'), validateSearch: helpSearch, ...common });
const helpPage = createRoute({ getParentRoute: () => shell, path: '/help/$page', component: screen(() => import('../screens/help/help.tsx'), 'Help'), validateSearch: helpSearch, ...common });

export const routeTree = root.addChildren([start, welcome, protect, sample, open, shell.addChildren([home, grade, timeline, compare, data, restore, proof, guard, emergency, runbook, schedule, places, activity, settings, licences, help, helpPage])]);

/** The section of the page, and the words looked for in all pages. */
interface HelpSearch {
  readonly section?: string;
  readonly words?: string;
}

function helpSearch(search: Record<string, unknown>): HelpSearch {
  return { ...text({ section: search['section'] }), ...text({ words: search['words'] }) };
}

/** The backup looked at, and the one it is compared with. */
interface TimelineSearch {
  readonly backup?: string;
  readonly with?: string;
}

function timelineSearch(search: Record<string, unknown>): TimelineSearch {
  return { ...text({ backup: search['backup'] }), ...text({ with: search['with'] }) };
}

/** Which two are compared (`to` may be `live`), and how deep one looks: a table, a kind of change, a record. */
interface CompareSearch {
  readonly from?: string;
  readonly to?: string;
  readonly table?: string;
  readonly change?: string;
  readonly record?: string;
}

function compareSearch(search: Record<string, unknown>): CompareSearch {
  const { from, to, table, change, record } = search;
  return { ...text({ from }), ...text({ to }), ...text({ table }), ...text({ change }), ...text({ record }) };
}

/** Addresses can be typed: only what is text comes through. A record's id may look like a number. */
function text<K extends string>(one: Readonly<Record<K, unknown>>): { readonly [Name in K]?: string } {
  const kept: { [Name in K]?: string } = {};
  for (const name in one) {
    const value: unknown = one[name];
    if (typeof value === 'string' || typeof value === 'number') kept[name] = String(value);
  }
  return kept;
}
