import { type Icon, IconActivity, IconBell, IconArrowBackUp, IconDatabase, IconHelpCircle, IconHome, IconMapPin, IconNotebook, IconSettings, IconShieldCheck, IconShieldSearch, IconTimeline } from '@tabler/icons-react';
import type { Need } from '../data/status-types.ts';

interface NavigationEntry {
  readonly to: '/app/$app/home' | '/app/$app/timeline' | '/app/$app/data' | '/app/$app/restore' | '/app/$app/proof' | '/app/$app/guard' | '/app/$app/runbook' | '/app/$app/schedule' | '/places' | '/activity' | '/settings' | '/help';
  readonly label: `${'home' | 'timeline' | 'data' | 'restore' | 'proof' | 'guard' | 'runbook' | 'places' | 'schedule' | 'activity' | 'settings' | 'help'}.title`;
  readonly icon: Icon;
  /** The screen where these needs are put right: their number is its badge. */
  readonly needs: readonly Need['kind'][];
  /** Below the line: not about protecting the app. */
  readonly apart?: boolean;
}

/** The screens of the sidebar, in order. A screen is listed here once it works. */
export const navigation: readonly NavigationEntry[] = [
  { to: '/app/$app/home', label: 'home.title', icon: IconHome, needs: ['emergency-open', 'no-backup', 'kit-not-proved', 'kit-proof-due', 'kit-outdated', 'damaged'] },
  { to: '/app/$app/timeline', label: 'timeline.title', icon: IconTimeline, needs: ['unusual', 'anomaly'] },
  { to: '/app/$app/data', label: 'data.title', icon: IconDatabase, needs: [] },
  { to: '/app/$app/restore', label: 'restore.title', icon: IconArrowBackUp, needs: ['restore-stopped'] },
  { to: '/app/$app/proof', label: 'proof.title', icon: IconShieldCheck, needs: ['drill-failed', 'drill-overdue'] },
  { to: '/app/$app/runbook', label: 'runbook.title', icon: IconNotebook, needs: [] },
  { to: '/app/$app/guard', label: 'guard.title', icon: IconShieldSearch, needs: [] },
  { to: '/places', label: 'places.title', icon: IconMapPin, needs: ['no-place', 'place-behind'] },
  { to: '/app/$app/schedule', label: 'schedule.title', icon: IconBell, needs: ['overdue', 'retention-asks', 'retention-stopped', 'channel-failing'] },
  { to: '/activity', label: 'activity.title', icon: IconActivity, needs: ['run-failed', 'run-interrupted', 'incomplete'], apart: true },
  { to: '/settings', label: 'settings.title', icon: IconSettings, needs: ['keychain', 'settings'], apart: true },
  { to: '/help', label: 'help.title', icon: IconHelpCircle, needs: [], apart: true },
];

interface Told {
  readonly apps: readonly { readonly app: string; readonly needs: readonly Need[] }[];
  readonly needs: readonly Need[];
}

/** How many things need a person on each screen: of the app for its own screens, of all apps and of Holdfast itself for the common ones. */
export function needsOf(entry: NavigationEntry, status: Told | undefined, app: string | undefined): number {
  if (status === undefined) return 0;
  const own = entry.to.startsWith('/app/');
  const apps = status.apps.filter((one) => !own || one.app === app);
  const needs = [...(own ? [] : status.needs), ...apps.flatMap((one) => one.needs)].filter(({ kind }) => entry.needs.includes(kind));
  // A keychain that does not answer is one trouble, however many apps have a key in it.
  return new Set(needs.map((need) => ('app' in need && need.kind !== 'keychain' ? need : need.kind))).size;
}
