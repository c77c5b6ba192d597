import type { Need } from '../status/needs.ts';
import { drillFailure, lastDrills } from './checks/works.ts';
import { ownPlaces } from './checks/where.ts';
import type { Evidence } from './evidence.ts';
import { overdueFrom } from './overdue.ts';
import type { LimitId } from './rubric.ts';
import { agoWords, counted, listed } from './words.ts';

type Trouble<K extends Need['kind']> = Extract<Need, { kind: K }>;

function troubles<K extends Need['kind']>({ troubles: all }: Evidence, kind: K): readonly Trouble<K>[] {
  return all.filter((need): need is Trouble<K> => need.kind === kind);
}

/** What holds of each limit, in a sentence; undefined where it does not. */
export const limitFindings = {
  incomplete(evidence) {
    const [first] = troubles(evidence, 'incomplete');
    if (first === undefined) return undefined;
    const tables = first.tables.map(({ name }) => name);
    return tables.length === 0 ? 'The newest backup was not read back: nobody knows whether it is whole.' : `The newest backup is not whole: ${listed(tables)} ${tables.length === 1 ? 'lacks' : 'lack'} records.`;
  },
  alarm(evidence) {
    const { alarms = [] } = evidence;
    const [first] = alarms;
    if (first !== undefined) return alarms.length === 1 ? first : `${counted(alarms.length, 'alarm')} about the data stand open. ${first}`;
    return troubles(evidence, 'unusual').some(({ what }) => what === 'small') ? 'The newest backup is far smaller than those before it.' : undefined;
  },
  overdue(evidence, now) {
    const { newest, everyHours, objectiveHours } = evidence;
    if (newest === undefined) return undefined;
    const isLate = (everyHours !== null || objectiveHours !== undefined) && now.getTime() >= overdueFrom(evidence, newest.at).late;
    if (!isLate && troubles(evidence, 'overdue').length === 0) return undefined;
    return `A backup is overdue: the newest complete one began ${agoWords(newest.at, now)}.`;
  },
  stale(evidence, now) {
    const { newest } = evidence;
    if (newest === undefined) return 'There is no complete backup yet.';
    return now.getTime() < overdueFrom(evidence, newest.at).over ? undefined : `Nothing was backed up for a long time: the newest complete backup began ${agoWords(newest.at, now)}.`;
  },
  failed(evidence) {
    const [first] = troubles(evidence, 'run-failed');
    return first === undefined ? undefined : `The last backup failed: ${first.error.message}`;
  },
  'key-lost'(evidence) {
    if (evidence.keyAnswers) return undefined;
    const [first] = troubles(evidence, 'keychain');
    return `The key of the backups cannot be had${first === undefined ? '.' : `: ${first.error.message}`}`;
  },
  vanished(evidence, now) {
    const first = troubles(evidence, 'place-behind').find(({ removed }) => removed !== undefined);
    return first?.removed === undefined ? undefined : `The backup of ${agoWords(first.removed, now)} was in “${first.place}” and is not there any more.`;
  },
  'out-of-reach'(evidence) {
    const own = ownPlaces(evidence);
    if (evidence.newest === undefined || own.some(({ holdsNewest, reachable }) => holdsNewest && reachable)) return undefined;
    return `No place answers that has the newest backup: ${listed(own.map(({ name }) => name))}.`;
  },
  behind(evidence) {
    const first = troubles(evidence, 'place-behind').find(({ removed }) => removed === undefined);
    if (first !== undefined) return `“${first.place}” ${first.error === undefined ? 'lacks the newest backup.' : `is behind: ${first.error.message}`}`;
    const away = ownPlaces(evidence).find(({ reachable }) => !reachable);
    return away === undefined ? undefined : `“${away.name}” does not answer.`;
  },
  damaged(evidence) {
    const [first] = troubles(evidence, 'damaged');
    return first === undefined ? undefined : `A check found damage${first.place === undefined ? '' : ` in “${first.place}”`}: ${counted(first.problems, 'problem')}.`;
  },
  'drill-failed'(evidence, now) {
    const failed = lastDrills(evidence).find(({ ok }) => !ok);
    return failed === undefined ? undefined : drillFailure(failed, now);
  },
} as const satisfies Readonly<Record<LimitId, (evidence: Evidence, now: Date) => string | undefined>>;

/** What is said once a limit no longer holds. */
export const limitOver: Readonly<Record<LimitId, string>> = {
  incomplete: 'The newest backup is whole again.',
  alarm: 'No alarm about the data stands open any more.',
  overdue: 'The backup that was overdue was made.',
  stale: 'There is a backup of these days.',
  failed: 'Backups no longer fail.',
  'key-lost': 'The key of the backups can be had again.',
  vanished: 'No place lacks a backup any more that was there.',
  'out-of-reach': 'A place that has the newest backup answers again.',
  behind: 'No place is behind any more.',
  damaged: 'The damage was mended.',
  'drill-failed': 'The last drill passed again.',
};
