import { assertNever } from '../../../../shared/model/errors.ts';
import type { Playbook } from '../session.ts';
import { type Evidence, playbookRules, type Step } from './rules.ts';
import type { EvidenceSeen, StoredPlaybook } from './stored.ts';

type Tick = Playbook['steps'][number];

const hourMs = 3_600_000;

/** Yes or no, with what it rests on; since when, where that is known. */
interface Answer {
  readonly isSo: boolean;
  readonly at?: string;
  readonly facts: Tick['facts'];
}

/**
 * The steps with their ticks, from what a person said and what was seen. A step is open once all before it are done, and waits before that; one that
 * was seen done and is not any more is open again, and those behind it wait again, whatever was said of them.
 */
export function judge(playbook: StoredPlaybook, now: Date): Tick[] {
  const steps: readonly Step[] = playbookRules[playbook.kind];
  const ticks: Tick[] = [];
  let doneAt: string | undefined = playbook.startedAt;
  for (const { id, seen } of steps) {
    const isSeen = seen !== undefined;
    if (doneAt === undefined) {
      ticks.push({ id, state: 'waits', isSeen, facts: {} });
      continue;
    }
    const answer: Answer = isSeen ? answerOf(seen, playbook, id, doneAt, ticks, now) : said(playbook, id);
    const at: string = answer.at ?? doneAt;
    if (answer.isSo) ticks.push({ id, state: 'done', by: isSeen ? 'evidence' : 'person', at, isSeen, facts: answer.facts });
    else ticks.push({ id, state: seen?.kind === 'waited' ? 'waits' : 'open', isSeen, facts: answer.facts });
    doneAt = answer.isSo ? later(at, doneAt) : undefined;
  }
  return ticks;
}

/** Since when each step is seen done, for what is counted from there; a step that was open in between begins anew. */
export function sinceOf(playbook: StoredPlaybook, now: Date): StoredPlaybook['since'] {
  return judge(playbook, now).flatMap(({ id, state, at }) => (state === 'done' ? [{ step: id, at: playbook.since.find(({ step }) => step === id)?.at ?? at ?? now.toISOString() }] : []));
}

function said(playbook: StoredPlaybook, id: string): Answer {
  const found = playbook.said.find(({ step }) => step === id);
  return found === undefined ? { isSo: false, facts: {} } : { isSo: true, at: found.at, facts: {} };
}

function answerOf(evidence: Evidence, playbook: StoredPlaybook, id: string, after: string, before: readonly Tick[], now: Date): Answer {
  const { seen, since } = playbook;
  // What was not looked at is not known.
  if (seen === undefined) return evidence.kind === 'waited' ? waited(evidence.hours, after, now) : { isSo: false, facts: {} };
  const first = since.find(({ step }) => step === id)?.at ?? seen.at;
  switch (evidence.kind) {
    case 'backup': {
      const found = seen.backups.find(({ startedAt, kind }) => startedAt >= after && (evidence.only === undefined || kind === evidence.only));
      return found === undefined ? { isSo: false, facts: {} } : { isSo: true, at: found.startedAt, facts: { backup: found.id, at: found.startedAt } };
    }
    case 'pinned': {
      const guarded = before.find(({ facts }) => facts.backup !== undefined)?.facts.backup;
      const found = seen.backups.find(({ id: backup, pinned }) => backup === guarded && pinned);
      return { isSo: found !== undefined, at: first, facts: guarded === undefined ? {} : { backup: guarded } };
    }
    case 'exists':
      return { isSo: isThere(evidence.what === 'field' ? playbook.field : playbook.newField, seen) === true, at: first, facts: {} };
    case 'gone':
      return { isSo: isThere(playbook.field, seen) === false, at: first, facts: {} };
    case 'copied':
      return valuesAnswer(seen.values, seen.values?.same, first);
    case 'filled':
      return valuesAnswer(seen.values, seen.values?.filled, first);
    case 'waited':
      return waited(evidence.hours, after, now);
    case 'nothing-else-lost':
      return { isSo: seen.lost?.length === 0, at: first, facts: seen.lost === undefined ? {} : { tables: seen.lost } };
    default:
      return assertNever(evidence);
  }
}

/** Is it described? Undefined where nobody knows. Without a field it is the table that is asked for. */
function isThere(field: string | undefined, { fields }: EvidenceSeen): boolean | undefined {
  if (fields === undefined) return undefined;
  if (fields === null) return false;
  return field === undefined || fields.includes(field);
}

function valuesAnswer(values: EvidenceSeen['values'], right: number | undefined, at: string): Answer {
  if (values === undefined || right === undefined) return { isSo: false, facts: {} };
  return { isSo: right === values.of, at, facts: { same: right, of: values.of } };
}

function waited(hours: number, after: string, now: Date): Answer {
  const until = new Date(Date.parse(after) + hours * hourMs);
  return { isSo: now >= until, at: until.toISOString(), facts: { until: until.toISOString() } };
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
