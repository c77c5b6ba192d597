import type { SnapshotSummary } from '../engine.ts';
import type { RestoreReceipt } from '../restore/restore-desk.ts';
import { type Alarm, alarmSentence } from '../watch/alarms/alarm.ts';
import type { Looked } from './emergency-desk.ts';
import { brokenStateLabel, type EmergencyRecord, withEntry, withStep } from './record.ts';

/** A restore that came to its end. */
export type SeenRestore = Pick<RestoreReceipt, 'id' | 'undoOf' | 'app' | 'into' | 'endedAt' | 'written' | 'verified' | 'skipped' | 'failed' | 'steps'> & { readonly isUndone: boolean };

/**
 * What was brought back since. The step is done while one stands of which everything that the app took was read back; where the last of those is taken
 * back, it is open again. Pure.
 */
export function afterRestores(record: EmergencyRecord, restores: readonly SeenRestore[]): EmergencyRecord {
  let next = record;
  for (const restore of restores.toSorted((a, b) => (a.endedAt < b.endedAt ? -1 : 1))) {
    next = withEntry(next, { at: restore.endedAt, by: 'holdfast', says: restoreSentence(restore), about: `restore:${restore.id}` });
  }
  const standing = restores.filter((restore) => isBack(restore, record.app)).toSorted((a, b) => (a.endedAt < b.endedAt ? -1 : 1));
  const [first] = standing;
  const last = standing.at(-1);
  const said = next.steps.find(({ id }) => id === 'restore');
  if (first === undefined || last === undefined) {
    const { backAt: _none, ...before } = next;
    return said?.seen === true ? withStep(before, 'restore', undefined) : before;
  }
  return { ...withStep(next, 'restore', { id: 'restore', state: 'done', at: last.endedAt, seen: true, found: restoreSentence(last) }), backAt: first.endedAt };
}

function isBack({ into, undoOf, written, verified, failed, isUndone }: SeenRestore, app: string): boolean {
  return into === app && undoOf === undefined && !isUndone && written > 0 && verified === written && failed === 0;
}

/** In names and figures. */
function restoreSentence({ undoOf, app, into, written, verified, skipped, failed, steps }: SeenRestore): string {
  const tables = [...new Set(steps.map(({ entity }) => entity))];
  const of = tables.length === 0 ? '' : ` of ${tables.slice(0, 5).join(', ')}${tables.length > 5 ? ` and ${tables.length - 5} more tables` : ''}`;
  const where = app === into ? '' : ` into “${into}”`;
  const did = undoOf === undefined ? `${records(written)}${of} ${written === 1 ? 'was' : 'were'} brought back${where}` : `A restore was taken back: ${records(written)}${of} changed`;
  const proof = verified === written ? 'all of it read back' : `${verified.toLocaleString('en-US')} of it read back`;
  const rest = [...(skipped > 0 ? [`${records(skipped)} left alone`] : []), ...(failed > 0 ? [`${records(failed)} failed`] : [])];
  return `${did}, ${[proof, ...rest].join(', ')}.`;
}

/** Alarms about the data that were raised since. Pure. */
export function afterAlarms(record: EmergencyRecord, alarms: readonly Alarm[]): EmergencyRecord {
  return alarms
    .filter(({ raisedAt }) => raisedAt >= record.startedAt)
    .reduce((next, alarm) => withEntry(next, { at: alarm.raisedAt, by: 'holdfast', says: `Alarm: ${alarmSentence(alarm)}`, about: `alarm:${alarm.id}` }), record);
}

/** Backups that were made since. Pure. */
export function afterBackups(record: EmergencyRecord, snapshots: readonly SnapshotSummary[]): EmergencyRecord {
  return snapshots
    .filter(({ startedAt, label, outcome }) => startedAt >= record.startedAt && outcome !== 'unreadable' && label !== brokenStateLabel)
    .reduce((next, { id, startedAt, kind, outcome, verified, records: many }) => {
      const why = kind === 'pre-restore' ? ' before something was brought back' : '';
      const state = outcome === 'complete' ? (verified ? 'whole and read back' : 'not read back yet') : 'not whole';
      return withEntry(next, { at: startedAt, by: 'holdfast', says: `A backup was made${why}: ${records(many)}, ${state}.`, about: `backup:${id}` });
    }, record);
}

/** What a look for losses found. Pure. */
export function afterLook(record: EmergencyRecord, { id, beganAt, incidents, problem }: Looked, at: string): EmergencyRecord {
  const shown = incidents.slice(0, 5).join(' ');
  const more = incidents.length > 5 ? ` And ${incidents.length - 5} more.` : '';
  const found = incidents.length === 0 ? 'Nothing that is lost was found.' : `Found: ${shown}${more}`;
  const unsure = problem === undefined ? '' : ` The app as it is now could not be compared: ${problem}`;
  const about = `look:${id}`;
  if (record.timeline.some((entry) => entry.about === about)) return record;
  const told = withEntry(record, { at, by: 'holdfast', says: `Holdfast looked for what is lost. ${found}${unsure}`.slice(0, 2500), about });
  if (problem !== undefined) return told;
  const isAfter = record.backAt !== undefined && beganAt >= record.backAt;
  if (isAfter && incidents.length === 0) return withStep(told, 'verify', { id: 'verify', state: 'done', at, seen: true, found: 'A look for losses after it finds nothing any more.' });
  // What is found once something is back is what is still missing: the first look stays told as it was.
  return isAfter ? told : withStep(told, 'scope', { id: 'scope', state: 'done', at, seen: true, found: found.slice(0, 1000) });
}

function records(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'record' : 'records'}`;
}
