import { Argument, Option } from 'commander';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError, isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { brokenStateLabel, type Emergency, type Engine } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

const acts = ['start', 'status', 'note', 'done', 'end', 'timeline'] as const;
const steps = ['freeze', 'scope', 'logs', 'decide', 'restore', 'tell', 'verify'] as const;
const decisions = ['restore-data', 'roll-back-code', 'both', 'neither'] as const;

interface Options {
  readonly say?: string;
  readonly step?: (typeof steps)[number];
  readonly decision?: (typeof decisions)[number];
  readonly out?: string;
  readonly unpin: boolean;
}

export const defineEmergency: DefineCommand = (program, run) => {
  program
    .command('emergency')
    .summary('something is wrong: keep what there is, step by step')
    .description(
      'Declares an emergency and goes through it: “start” stops all removing of backups, pins the good ones, backs up the app as it is and looks for what is lost; “status” says what is safe and what to do next; “done” ticks a step off; “note” writes into the timeline; “end” ends it; “timeline” writes what happened as Markdown or PDF.',
    )
    .argument('<app>', 'name of the app')
    .addArgument(new Argument('[what]', 'what to do').choices(acts).default('status'))
    .option('--say <TEXT>', 'with “start”: what you saw; with “note”: what to write down; with “end”: what was learnt')
    .addOption(new Option('--step <STEP>', 'with “done”: which step').choices(steps))
    .addOption(new Option('--decision <WHAT>', 'with “done --step decide”: what goes back').choices(decisions))
    .option('--out <FILE>', 'with “timeline”: a file that ends in .md or .pdf')
    .option('--no-unpin', 'with “end”: leave the pins that the emergency set')
    .action((app: string, act: (typeof acts)[number], options: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        switch (act) {
          case 'start':
            return start(invocation, engine, app, options.say ?? '');
          case 'status':
            return statusOf(invocation, engine, app);
          case 'note': {
            if (options.say === undefined) throw missing('--say', 'Say with --say what to write down.');
            return result(invocation, await engine.emergencies.note(app, await openId(engine, app), options.say, invocation.call));
          }
          case 'done': {
            const { step, decision } = options;
            if (step === undefined) throw missing('--step', 'Say with --step which step is done.');
            return result(invocation, await engine.emergencies.step(app, await openId(engine, app), step, { state: 'done', ...(decision === undefined ? {} : { decision }) }, invocation.call));
          }
          case 'end': {
            const id = await openId(engine, app);
            await engine.emergencies.catchUp(app, id, { ...invocation.call, places: true });
            const ended = await engine.emergencies.end(app, id, { ...invocation.call, learnt: options.say ?? '', unpin: options.unpin });
            await engine.noteCommand({ kind: 'emergency-ended', app });
            return result(invocation, ended);
          }
          case 'timeline':
            return timeline(invocation, engine, app, options.out);
        }
      }),
    );
};

/** What the app does by itself where it runs, one after the other. What fails is said, and stops nothing else. */
async function start(invocation: Invocation, engine: Engine, app: string, what: string): Promise<Result> {
  const { call, output } = invocation;
  const { id } = await engine.emergencies.start(app, what, call);
  await engine.noteCommand({ kind: 'emergency-declared', app, detail: what });
  output.message('From now on no backup is removed on this computer.');
  await engine.emergencies.protect(app, id, call);
  const hold = await engine.emergencies.hold(app, id);
  // The app, where it runs, is at it already.
  if (hold !== undefined) {
    try {
      await keepBrokenState(invocation, engine, app, id);
    } finally {
      hold.release();
    }
  }
  const beganAt = new Date().toISOString();
  try {
    const { incidents, problem } = await engine.incidents(app, call);
    await engine.emergencies.looked(app, id, { id: `command-line-${beganAt}`, beganAt, incidents: incidents.map(({ sentence }) => sentence), problem: problem?.message }, call);
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    output.message(`Holdfast could not look for what is lost: ${toPlainError(error).message}`);
  }
  return result(invocation, await engine.emergencies.get(app, id));
}

async function keepBrokenState({ call }: Invocation, engine: Engine, app: string, id: string): Promise<void> {
  const open = await engine.emergencies.open(app);
  if (open?.broken.state !== 'open') return;
  try {
    const { snapshot, outcome, entities, places } = await engine.backup(app, { ...call, kind: 'manual', label: brokenStateLabel });
    const { startedAt } = await engine.describeSnapshot(app, snapshot, { signal: call.signal });
    const made = {
      backup: snapshot,
      startedAt,
      records: entities.reduce((sum, { records }) => sum + records, 0),
      lacking: outcome === 'complete' ? [] : entities.flatMap(({ name, status }) => (status === 'complete' ? [] : [name])),
      isVerified: places.some((place) => place.outcome === 'verified'),
    };
    await engine.emergencies.breaking(app, id, { made }, call);
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    await engine.emergencies.breaking(app, id, { failed: toPlainError(error) }, call);
  }
}

async function statusOf(invocation: Invocation, engine: Engine, app: string): Promise<Result> {
  const open = await engine.emergencies.open(app);
  if (open !== undefined) {
    await engine.emergencies.protect(app, open.id, invocation.call);
    await engine.emergencies.catchUp(app, open.id, invocation.call);
    return result(invocation, await engine.emergencies.get(app, open.id));
  }
  const { emergencies, damaged } = await engine.emergencies.list(app);
  const [last] = emergencies;
  if (last !== undefined) return result(invocation, await engine.emergencies.get(app, last.id));
  const { style } = invocation.output;
  return {
    json: { emergency: null, damaged },
    text: () => ['No emergency was declared. “start” begins one; it changes nothing in your app.', ...damaged.map((file) => `${style.warn('!')} The notes in ${printable(file)} cannot be read.`)].join('\n'),
  };
}

async function timeline(invocation: Invocation, engine: Engine, app: string, out: string | undefined): Promise<Result> {
  const { emergencies } = await engine.emergencies.list(app);
  const [last] = emergencies;
  if (last === undefined) throw new HoldfastError('not-found', 'No emergency was declared for this app.', { nextStep: 'Begin one with “start”.' });
  if (last.endedAt === undefined) await engine.emergencies.catchUp(app, last.id, { ...invocation.call, places: true });
  const extension = out === undefined ? '.md' : path.extname(out).toLowerCase();
  if (extension !== '.md' && extension !== '.pdf') throw new HoldfastError('invalid-input', 'The timeline is written as Markdown or as PDF.', { nextStep: 'Name a file that ends in .md or .pdf.', details: { field: 'out' } });
  const { content } = await engine.emergencies.file(app, last.id, extension === '.pdf' ? 'pdf' : 'md');
  if (out === undefined) {
    const text = new TextDecoder().decode(content);
    return { json: { emergency: last.id, markdown: text }, text: () => text.trimEnd().split('\n').map(printable).join('\n') };
  }
  await writeFile(out, content, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    throw new HoldfastError('invalid-input', 'The timeline could not be written there.', { nextStep: 'Name a file that is not there yet, in a folder that is.', cause: error });
  });
  return { json: { emergency: last.id, file: path.resolve(out) }, text: () => `${invocation.output.style.good('✓')} Written: ${printable(path.resolve(out))}` };
}

async function openId(engine: Engine, app: string): Promise<string> {
  const open = await engine.emergencies.open(app);
  if (open !== undefined) return open.id;
  throw new HoldfastError('not-found', 'No emergency is open for this app.', { nextStep: 'Begin one with “start”.' });
}

function result({ output: { style } }: Invocation, emergency: Emergency): Result {
  return { json: { emergency }, text: () => describe(style, emergency), exit: emergency.problems.length > 0 && emergency.endedAt === undefined ? exitCodes.incomplete : exitCodes.done };
}

function describe(style: Style, { startedAt, endedAt, steps: all, pinned, problems, what }: Emergency): string {
  const next = endedAt === undefined ? all.find(({ state }) => state === 'open' || state === 'failed') : undefined;
  const [newest] = pinned;
  return [
    endedAt === undefined ? `${style.bad('!')} ${style.bold('An emergency is open')} since ${formatMoment(startedAt)}.` : `The emergency of ${formatMoment(startedAt)} was over ${formatMoment(endedAt)}.`,
    ...(what === '' ? [] : [`  “${printable(what)}”`]),
    ...(newest === undefined ? [] : [`${style.good('✓')} ${pinned.length === 1 ? 'A backup from before is' : `${pinned.length} backups from before are`} pinned, the newest from ${formatMoment(newest.startedAt)}.`]),
    '',
    ...all.map(({ id, title, state, seen, found }) => `  ${sign(style, state)} ${title} ${style.dim(`(${id}${seen ? ', seen by Holdfast' : ''})`)}${found === undefined ? '' : `\n      ${printable(found)}`}`),
    ...problems.map((says) => `${style.warn('!')} ${printable(says)}`),
    ...(next === undefined ? [] : ['', style.bold(`Next: ${next.title}`), ...next.says.map((says) => `  ${says}`)]),
  ].join('\n');
}

function sign(style: Style, state: Emergency['steps'][number]['state']): string {
  switch (state) {
    case 'done':
      return style.good('✓');
    case 'failed':
      return style.bad('✗');
    case 'skipped':
      return style.dim('–');
    case 'working':
    case 'open':
      return style.dim('·');
  }
}

function missing(option: string, nextStep: string): HoldfastError {
  return new HoldfastError('invalid-input', `The option ${option} is missing.`, { nextStep, details: { field: option.replace(/^--/, '') } });
}
