import type { AppFacts } from '../status/facts.ts';
import { knownBackups } from '../status/facts.ts';
import { isOpen } from './alerts-after.ts';
import { appOf } from './cause.ts';
import type { StoredAlert } from './state.ts';
import { bytes, messageOf, minute } from './words.ts';

const dayMs = 24 * 3_600_000;
/** The summary comes on Mondays at eight in the morning, by this computer's zone. */
const hourOfDay = 8;

/** Which week it is, counted from Monday morning: `2026-01-12`. A new one is time for a summary. Pure. */
export function weekOf(now: Date, timeZone: string): string {
  const parts = daysIn(timeZone).formatToParts(new Date(now.getTime() - hourOfDay * 3_600_000));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((each) => each.type === type)?.value ?? '1');
  const day = new Date(Date.UTC(part('year'), part('month') - 1, part('day')));
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * dayMs).toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes as long as a thousand uses of it. */
function daysIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, known);
  return known;
}

/** What happened in seven days: what ran, the newest verified backup of each app in each place, how much it grew, what is open. Pure. */
export function digestOf(apps: readonly AppFacts[], alerts: readonly StoredAlert[], now: Date): { readonly subject: string; readonly lines: string[] } {
  const own = apps.filter((app) => !app.isOpened);
  const names = new Set(own.map(({ name }) => name));
  const open = alerts.filter((alert) => isOpen(alert) && (appOf(alert.cause) === undefined || names.has(appOf(alert.cause) ?? '')));
  const state = open.length === 0 ? 'nothing is open' : `${open.length} ${open.length === 1 ? 'thing needs' : 'things need'} you`;
  return {
    subject: `Your backups this week: ${state}`,
    lines: [...own.flatMap((app) => linesOf(app, now)), ...(open.length === 0 ? ['Open alerts: none.'] : ['Open alerts:', ...open.map(({ cause }) => `- ${messageOf(cause).title}`)])],
  };
}

function linesOf(app: AppFacts, now: Date): string[] {
  const since = new Date(now.getTime() - 7 * dayMs).toISOString();
  const runs = app.backupRuns.filter(({ startedAt }) => startedAt >= since);
  const count = (state: string): number => runs.filter((run) => run.state === state).length;
  const parts = [`${count('done')} whole`, ...(['incomplete', 'failed', 'interrupted'] as const).flatMap((state) => (count(state) === 0 ? [] : [`${count(state)} ${state}`]))];
  const backups = knownBackups(app);
  const places = app.places.map(({ name, listing }) => {
    const newest = backups.find(({ outcome, verifiedIn }) => outcome === 'complete' && verifiedIn.includes(name));
    const away = listing === undefined || listing.problem !== undefined ? ' (cannot be looked into now)' : '';
    return `- ${name}: newest verified backup ${newest === undefined ? 'none' : minute(newest.startedAt)}${away}`;
  });
  return [`${app.name}: ${runs.length} ${runs.length === 1 ? 'backup' : 'backups'} (${parts.join(', ')}).${growth(app, since)}`, ...places];
}

/** From the last whole backup before the week, or its first one, to the newest. */
function growth({ remembered }: AppFacts, since: string): string {
  const whole = [...remembered.values()].filter(({ complete }) => complete);
  const last = whole.at(-1);
  const first = whole.findLast(({ startedAt }) => startedAt < since) ?? whole.find(({ startedAt }) => startedAt >= since);
  if (last === undefined || first === undefined) return '';
  const change = last.storedBytes - first.storedBytes;
  const said = first === last ? '' : change === 0 ? ', as before' : `, ${bytes(Math.abs(change))} ${change > 0 ? 'more' : 'less'} than before`;
  return ` Size ${bytes(last.storedBytes)}${said}.`;
}
