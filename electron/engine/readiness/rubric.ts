import type { z } from 'zod';
import type { letter, questionId, stepPlace } from '../../../shared/contract/readiness.ts';

export type Letter = z.infer<typeof letter>;
export type QuestionId = z.infer<typeof questionId>;
export type StepPlace = z.infer<typeof stepPlace>;

/** From how many points on, the best first. */
export const letters = [
  { letter: 'A', least: 90 },
  { letter: 'B', least: 75 },
  { letter: 'C', least: 60 },
  { letter: 'D', least: 40 },
  { letter: 'F', least: 0 },
] as const satisfies readonly { readonly letter: Letter; readonly least: number }[];

/** Evidence counts in full for so many days, for nothing after so many, and between them less with each day. */
export interface Decay {
  readonly full: number;
  readonly none: number;
}

interface CheckRow {
  readonly title: string;
  /** Points; those of a question add up to 100. */
  readonly weight: number;
  /** What full marks need. */
  readonly full: string;
  readonly decay?: Decay;
  /** What helps where it is lacking; the best of them for this app is proposed. */
  readonly steps: readonly StepId[];
}

interface QuestionRow {
  readonly id: QuestionId;
  readonly title: string;
  readonly weak: string;
  readonly strong: string;
  readonly checks: Readonly<Record<string, CheckRow>>;
}

const drillDecay: Decay = { full: 14, none: 45 };
const proofDecay: Decay = { full: 92, none: 122 };

/** The whole rubric: what is asked, what it is worth, and how long evidence of it counts. What is found for each check is in checks/. */
export const questions = [
  {
    id: 'what',
    title: 'What do you back up?',
    weak: 'Just the main table.',
    strong: 'Every table, files, schema and settings; what is not covered is named.',
    checks: {
      tables: { title: 'Every table is in it, to the last record', weight: 40, full: 'The newest backup has every table that the platform lists, each read to its end.', steps: ['complete', 'backup'] },
      listed: { title: 'The platform was asked lately what tables there are', weight: 15, full: 'The platform’s own list of tables was compared in the last two days.', decay: { full: 2, none: 14 }, steps: ['backup'] },
      files: { title: 'Uploaded files are in it', weight: 10, full: 'No uploaded file is left out.', steps: ['complete', 'backup'] },
      settings: { title: 'Schema and settings are in it', weight: 10, full: 'How the tables are made up, and the settings that can be read.', steps: ['complete', 'backup'] },
      named: { title: 'What is not covered is named', weight: 5, full: 'The backup says by name what it cannot hold.', steps: ['backup'] },
      calm: { title: 'No alarm about the data stands open', weight: 20, full: 'The data was watched, and every alarm was answered.', steps: ['alarms'] },
    },
  },
  {
    id: 'often',
    title: 'How often?',
    weak: 'When I remember.',
    strong: 'By itself, at least as often as the loss you accept; no time missed without a reason.',
    checks: {
      automatic: { title: 'Backups begin by themselves', weight: 20, full: 'A schedule is set, and it is not paused.', steps: ['schedule', 'go-on'] },
      enough: { title: 'Often enough for what you accept to lose', weight: 20, full: 'You said how much work you could redo, and the schedule is at least as close.', steps: ['objective', 'schedule'] },
      fresh: { title: 'The newest backup is not overdue', weight: 30, full: 'It is no older than one and a quarter periods; after three it counts for nothing.', steps: ['backup'] },
      reasons: { title: 'None was missed without a reason', weight: 20, full: 'In the last 30 days of the schedule every planned backup was made, or a reason for leaving it out was noted.', steps: [] },
      made: { title: 'Nine of ten were really made', weight: 10, full: 'In the last 30 days of the schedule.', steps: [] },
    },
  },
  {
    id: 'where',
    title: 'Where does it live?',
    weak: 'Inside the platform.',
    strong: 'In storage you own, in two places with separate logins, encrypted, one of them where this computer cannot delete.',
    checks: {
      owned: { title: 'A place that you own', weight: 20, full: 'The newest complete backup was read back from a place outside the platform.', steps: ['first-place', 'backup'] },
      second: { title: 'A second place', weight: 15, full: 'Two places have the newest backup.', steps: ['second-place', 'reach-place', 'backup'] },
      elsewhere: { title: 'Not only on this computer', weight: 15, full: 'One of them lies in a cloud: not lost with this computer, nor with the room it stands in.', steps: ['second-place', 'reach-place', 'backup'] },
      logins: { title: 'Separate logins', weight: 10, full: 'No single password opens all of them.', steps: ['second-place', 'reach-place', 'backup'] },
      encrypted: { title: 'Encrypted', weight: 5, full: 'Everything is encrypted before it leaves this computer, with a key that only you have.', steps: ['backup'] },
      undeletable: { title: 'One from which this computer cannot delete', weight: 10, full: 'A bucket with object lock. One that keeps old versions counts half.', steps: ['lock'] },
      key: { title: 'The recovery kit was proved', weight: 15, full: 'You typed in words from it in the last quarter, it is up to date, and the key answers.', decay: proofDecay, steps: ['give-key', 'kit'] },
      'read-back': { title: 'Every place was read back lately', weight: 10, full: 'In the last week.', decay: { full: 7, none: 45 }, steps: ['backup', 'reach-place'] },
    },
  },
  {
    id: 'works',
    title: 'Does restore work?',
    weak: 'Never tested.',
    strong: 'Proved lately by a restore into a scratch place, timed, with golden checks.',
    checks: {
      drilled: { title: 'A drill passed', weight: 40, full: 'In the last 14 days a backup was brought back from a place and the key alone, and every check passed.', decay: drillDecay, steps: ['drill'] },
      'every-place': { title: 'From every place', weight: 15, full: 'A drill passed from each of your places.', decay: drillDecay, steps: ['drill'] },
      golden: { title: 'With golden checks of your own', weight: 15, full: 'The last drill held the backup against what you know of your data.', decay: drillDecay, steps: ['golden-checks'] },
      timed: { title: 'The time it takes was measured', weight: 10, full: 'By a drill or a real restore.', decay: drillDecay, steps: ['drill'] },
      'in-time': { title: 'Back in the time you accept', weight: 5, full: 'You said how long you could be away, and what was measured is no longer.', decay: drillDecay, steps: ['objective-back', 'drill'] },
      'all-read': { title: 'Every byte was read and found right', weight: 15, full: 'By a drill or a full check in the last 14 days.', decay: drillDecay, steps: ['drill'] },
    },
  },
  {
    id: 'who',
    title: 'Who acts?',
    weak: 'Nobody knows.',
    strong: 'One page with named people, who have it, and a deputy who has the key.',
    checks: {
      people: { title: 'One page says who does what', weight: 35, full: 'The runbook is complete: people by name, with a way to reach them.', steps: ['runbook'] },
      reread: { title: 'It was re-read', weight: 20, full: 'In the last 90 days, as it is now.', decay: { full: 90, none: 120 }, steps: ['reread', 'runbook'] },
      stored: { title: 'It lies in every place', weight: 15, full: 'As it is now, so that it can be read when this computer cannot.', steps: ['runbook', 'store-runbook'] },
      deputy: { title: 'A deputy has a key', weight: 15, full: 'Somebody beside you can open the backups of a place, those from before they were let in, too.', steps: ['deputy', 'rewrite'] },
      proved: { title: 'The deputy proved it', weight: 15, full: 'In the last quarter, with their own key.', decay: proofDecay, steps: ['prove-deputy', 'deputy'] },
    },
  },
] as const satisfies readonly QuestionRow[];

type ChecksOf<Q> = Q extends { readonly checks: infer C } ? keyof C & string : never;
export type CheckId = ChecksOf<(typeof questions)[number]>;

/** What may be done next, and how many minutes a person has to give for it. */
export const steps = {
  backup: { to: 'backup', minutes: 2 },
  complete: { to: 'timeline', minutes: 10 },
  alarms: { to: 'alarms', minutes: 3 },
  schedule: { to: 'schedule', minutes: 1 },
  'go-on': { to: 'schedule', minutes: 1 },
  objective: { to: 'objective', minutes: 1 },
  'objective-back': { to: 'objective', minutes: 1 },
  'first-place': { to: 'places', minutes: 4 },
  'second-place': { to: 'places', minutes: 4 },
  'reach-place': { to: 'places', minutes: 3 },
  lock: { to: 'places', minutes: 15 },
  kit: { to: 'kit', minutes: 3 },
  'give-key': { to: 'kit', minutes: 3 },
  drill: { to: 'drill', minutes: 2 },
  'golden-checks': { to: 'golden-checks', minutes: 5 },
  runbook: { to: 'runbook', minutes: 10 },
  reread: { to: 'runbook', minutes: 3 },
  'store-runbook': { to: 'runbook', minutes: 1 },
  deputy: { to: 'deputies', minutes: 10 },
  rewrite: { to: 'deputies', minutes: 2 },
  'prove-deputy': { to: 'runbook', minutes: 5 },
  reconnect: { to: 'reconnect', minutes: 3 },
  mend: { to: 'backup', minutes: 5 },
} as const satisfies Readonly<Record<string, { readonly to: StepPlace; readonly minutes: number }>>;
export type StepId = keyof typeof steps;

/** What lowers a question at once, whatever else holds: no more than so many points while it lasts. */
export const limits = {
  incomplete: { question: 'what', most: 55, rule: 'While the newest backup is not whole, “What do you back up?” is at most a D.', steps: ['complete', 'backup'] },
  alarm: { question: 'what', most: 70, rule: 'While an alarm about the data stands open, “What do you back up?” is at most a C.', steps: ['alarms', 'complete'] },
  overdue: { question: 'often', most: 55, rule: 'While a backup is overdue, “How often?” is at most a D.', steps: ['backup', 'reconnect'] },
  stale: { question: 'often', most: 35, rule: 'Without a backup, and once three times went by without one, “How often?” is an F.', steps: ['backup', 'reconnect'] },
  failed: { question: 'often', most: 70, rule: 'While the last backup failed, “How often?” is at most a C.', steps: ['backup', 'reconnect'] },
  'key-lost': { question: 'where', most: 35, rule: 'While the key cannot be had, “Where does it live?” is an F: nobody reads backups without it.', steps: ['give-key'] },
  vanished: { question: 'where', most: 35, rule: 'While a backup that was there is gone from a place, “Where does it live?” is an F.', steps: ['backup'] },
  'out-of-reach': { question: 'where', most: 50, rule: 'While no place answers that has the newest backup, “Where does it live?” is at most a D.', steps: ['reach-place'] },
  behind: { question: 'where', most: 70, rule: 'While one place is behind or away, “Where does it live?” is at most a C.', steps: ['reach-place', 'backup'] },
  damaged: { question: 'works', most: 35, rule: 'While damage is known, “Does restore work?” is an F.', steps: ['mend'] },
  'drill-failed': { question: 'works', most: 35, rule: 'While the last drill from a place failed, “Does restore work?” is an F.', steps: ['drill'] },
} as const satisfies Readonly<Record<string, { readonly question: QuestionId; readonly most: number; readonly rule: string; readonly steps: readonly StepId[] }>>;
export type LimitId = keyof typeof limits;

/** What holds beside the points. */
export const rules: readonly string[] = [
  'The grade is that of the average, and never more than one letter better than the worst of the five.',
  'Without a complete backup that was read back from a place you own, the grade is F, whatever else holds. A place inside the platform is no place.',
  'What is not known counts for nothing.',
  ...Object.values(limits).map(({ rule }) => rule),
];
