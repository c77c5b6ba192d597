import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NewPlaybook, PlaybookDesk } from '../guard-desk.ts';
import type { GuardFile, GuardFiles } from '../guard-file.ts';
import type { Playbook } from '../session.ts';
import { gatherEvidence, type GatherDeps } from './gather.ts';
import { judge, sinceOf } from './judge.ts';
import { playbookNeeds, playbookRules, type Step } from './rules.ts';
import type { StoredPlaybook } from './stored.ts';

export interface PlaybookDeskDeps {
  readonly files: GuardFiles;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The app as the settings know it. @throws not-found. */
  readonly find: (app: string) => Promise<{ readonly name: string; readonly vault: { readonly id: string } }>;
  /** How an app is looked at. */
  readonly look: (app: string, signal: AbortSignal) => Omit<GatherDeps, 'now' | 'signal'>;
}

const mostOpen = 20;
const mostKept = 60;

/** Checklists for changes of an app's tables. */
export function createPlaybookDesk({ files, clock, newId, find, look }: PlaybookDeskDeps): PlaybookDesk {
  const shown = (app: string, playbook: StoredPlaybook): Playbook => {
    const { said: _said, since: _since, seen, ...rest } = playbook;
    return { ...rest, app, ...(seen === undefined ? {} : { seenAt: seen.at, ...(seen.problem === undefined ? {} : { problem: seen.problem }) }), steps: judge(playbook, clock.now()) };
  };

  /** Changes one that is open, and notes since when what is done. */
  async function change(app: string, id: string, signal: AbortSignal, make: (playbook: StoredPlaybook) => StoredPlaybook): Promise<Playbook> {
    const { name, vault } = await find(app);
    return files.change(vault.id, signal, (file) => {
      const playbook = openOne(file, id);
      const made = settled(make(playbook), clock.now());
      return { file: { ...file, playbooks: file.playbooks.map((each) => (each.id === id ? made : each)) }, result: shown(name, made) };
    });
  }

  return {
    async list(app) {
      const { name, vault } = await find(app);
      return (await files.read(vault.id)).playbooks.map((each) => shown(name, each));
    },
    async start(app, wanted, { signal }) {
      const { name, vault } = await find(app);
      const { field, newField, kind, table } = checked(wanted);
      return files.change(vault.id, signal, (file) => {
        if (file.playbooks.filter(({ state }) => state === 'open').length >= mostOpen) {
          throw new HoldfastError('invalid-input', 'There are many open checklists already.', { nextStep: 'Finish one or give it up first.' });
        }
        const made: StoredPlaybook = { id: newId(), kind, table, ...(field === undefined ? {} : { field }), ...(newField === undefined ? {} : { newField }), startedAt: clock.now().toISOString(), state: 'open', said: [], since: [] };
        return { file: { ...file, playbooks: [made, ...file.playbooks].slice(0, mostKept) }, result: shown(name, made) };
      });
    },
    tick: async (app, id, step, ticked, { signal }) =>
      change(app, id, signal, (playbook) => {
        const rule = (playbookRules[playbook.kind] as readonly Step[]).find((each) => each.id === step);
        if (rule === undefined) throw new HoldfastError('not-found', 'That checklist has no such step.', { nextStep: 'Look at its steps again.' });
        if (rule.seen !== undefined) throw new HoldfastError('invalid-input', 'That step ticks itself once Holdfast sees it done.', { nextStep: 'Do it, then let Holdfast look again.' });
        const rest = playbook.said.filter((each) => each.step !== step);
        return { ...playbook, said: ticked ? [...rest, { step, at: clock.now().toISOString() }] : rest };
      }),
    async check(app, id, { signal }) {
      const { name, vault } = await find(app);
      const playbook = openOne(await files.read(vault.id), id);
      const seen = await gatherEvidence(playbook, { ...look(name, signal), now: () => clock.now(), signal });
      return change(app, id, signal, (latest) => ({ ...latest, seen }));
    },
    async abandon(app, id, { signal }) {
      await change(app, id, signal, (playbook) => ({ ...playbook, state: 'abandoned' }));
    },
  };
}

/** With what follows from it: since when each step is done, and whether all are. */
function settled(playbook: StoredPlaybook, now: Date): StoredPlaybook {
  const made = { ...playbook, since: sinceOf(playbook, now) };
  return made.state === 'open' && judge(made, now).every(({ state }) => state === 'done') ? { ...made, state: 'done' } : made;
}

function openOne({ playbooks }: GuardFile, id: string): StoredPlaybook {
  const found = playbooks.find((each) => each.id === id && each.state === 'open');
  if (found !== undefined) return found;
  throw new HoldfastError('not-found', 'There is no open checklist of that name.', { nextStep: 'Look at the list of checklists.' });
}

function checked(wanted: NewPlaybook): NewPlaybook {
  const needs = playbookNeeds[wanted.kind];
  if ((needs.field && wanted.field === undefined) || (needs.newField && wanted.newField === undefined)) {
    throw new HoldfastError('invalid-input', 'That checklist needs to know both fields: the one there is and the one that takes its place.', { nextStep: 'Name both.' });
  }
  if (wanted.newField !== undefined && wanted.newField === wanted.field) throw new HoldfastError('invalid-input', 'Both fields have the same name.', { nextStep: 'Give the new field another name.' });
  return wanted;
}
