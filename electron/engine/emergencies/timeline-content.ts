import type { Platform } from '../../../shared/model/app.ts';
import { emergencySteps } from '../../../shared/contract/emergencies.ts';
import { lengthOf, momentIn } from './moments.ts';
import type { EmergencyRecord } from './record.ts';
import { stepWords } from './step-words.ts';

export interface TimelineWords {
  readonly record: EmergencyRecord;
  readonly platform: Platform | 'opened';
  /** IANA name of the zone in which times are told. */
  readonly timeZone: string;
  readonly now: Date;
  readonly version: string;
}

/** The written timeline, before it is Markdown or a page: plain text in every part, as it came from people, tables and platforms. */
export interface TimelineContent {
  readonly title: string;
  readonly note: string;
  readonly facts: readonly { readonly label: string; readonly says: string }[];
  readonly steps: readonly { readonly title: string; readonly says: string }[];
  readonly entries: readonly { readonly at: string; readonly after: string; readonly by: string; readonly says: string }[];
  readonly problems: readonly string[];
  readonly learnt: string | undefined;
  readonly footer: string;
}

/** Less after the beginning is no time. */
const shownFromMs = 30_000;

/** Pure. */
export function timelineContent({ record, platform, timeZone, now, version }: TimelineWords): TimelineContent {
  const moment = momentIn(timeZone);
  const began = Date.parse(record.startedAt);
  return {
    title: `Emergency: ${record.app}`,
    note: `Times are in ${timeZone}. “Holdfast” is what the program saw itself; everything else a person said.`,
    facts: factsOf(record, moment, now),
    steps: emergencySteps.map((step) => ({ title: stepWords(step, platform).title, says: stepSays(record, step, moment) })),
    entries: record.timeline.map(({ at, by, says }) => ({ at: moment(at), after: Date.parse(at) - began < shownFromMs ? '' : lengthOf(Date.parse(at) - began), by: by === 'holdfast' ? 'Holdfast' : 'A person', says })),
    problems: record.problems.map(({ says }) => says),
    learnt: record.learnt,
    footer: `Emergency ${record.id} · written ${moment(now.toISOString())} by Holdfast ${version}`,
  };
}

function factsOf(record: EmergencyRecord, moment: (at: string) => string, now: Date): TimelineContent['facts'] {
  const { what, startedAt, endedAt, backAt, objectiveHours, measuredMs, decision, pins, broken } = record;
  const since = (at: string): string => lengthOf(Date.parse(at) - Date.parse(startedAt));
  const pinned = pins.wanted.filter(({ isPinned }) => isPinned);
  return [
    { label: 'What was seen', says: what === '' ? 'Nothing was written down.' : what },
    { label: 'Declared', says: moment(startedAt) },
    { label: 'Over', says: endedAt === undefined ? `Not yet: open for ${since(now.toISOString())}.` : `${moment(endedAt)}, after ${since(endedAt)}` },
    { label: 'Data was back', says: backAt === undefined ? backUnknown(decision) : `${moment(backAt)}, after ${since(backAt)}` },
    { label: 'Goal', says: goalSays(objectiveHours, backAt === undefined ? undefined : Date.parse(backAt) - Date.parse(startedAt)) },
    { label: 'Measured before', says: measuredMs === undefined ? 'No drill had measured how long it takes.' : `The last drill before it read everything back in ${lengthOf(measuredMs)}, without writing it into the app.` },
    { label: 'Backups from before', says: pinned.length === 0 ? 'None was pinned.' : `${pinned.length} pinned, the newest from ${moment(pinned[0]?.startedAt ?? startedAt)} (${pinned[0]?.backup ?? ''})${pins.unpinned ? '; let go at the end' : ''}` },
    { label: 'State as it was', says: broken.backup === undefined ? 'It was not kept: no backup of it was made.' : `Kept in the backup ${broken.backup}. ${broken.found ?? ''}`.trim() },
  ];
}

function backUnknown(decision: EmergencyRecord['decision']): string {
  if (decision === 'roll-back-code' || decision === 'neither') return 'No data was brought back; that was not needed.';
  return 'Holdfast read back nothing that was brought back.';
}

function goalSays(objectiveHours: number | undefined, tookMs: number | undefined): string {
  if (objectiveHours === undefined) return 'None was set.';
  const goal = `Back within ${lengthOf(objectiveHours * 3_600_000)}`;
  if (tookMs === undefined) return `${goal}.`;
  const overMs = tookMs - objectiveHours * 3_600_000;
  return overMs <= 0 ? `${goal}: met.` : `${goal}: missed by ${lengthOf(overMs)}.`;
}

function stepSays({ steps, broken }: EmergencyRecord, id: EmergencyRecord['steps'][number]['id'], moment: (at: string) => string): string {
  if (id === 'snapshot') {
    if (broken.state === 'done') return `Seen by Holdfast${broken.doneAt === undefined ? '' : `, ${moment(broken.doneAt)}`}. ${broken.found ?? ''}`.trim();
    return broken.state === 'failed' ? `It failed: ${broken.error?.message ?? ''}`.trim() : broken.state === 'skipped' ? `Skipped. ${broken.found ?? ''}`.trim() : 'Not done yet.';
  }
  const step = steps.find((each) => each.id === id);
  if (step === undefined) return 'Not done.';
  if (step.state === 'skipped') return 'Skipped.';
  return `${step.seen ? 'Seen by Holdfast' : 'Said to be done'}, ${moment(step.at)}.${step.found === undefined ? '' : ` ${sentence(step.found)}`}`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
