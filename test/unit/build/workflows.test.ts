import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { signingPlan } from '../../../build/release/signing.mjs';
import { readWorkflow, workflowFaults } from '../../support/workflow-rules.ts';
import { systemPrograms } from '../../system-packages.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const folder = path.join(root, '.github', 'workflows');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const checkout = 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n        with:\n          persist-credentials: false';

describe('the workflows', () => {
  it.each(readdirSync(folder))('%s keeps to every rule', (name) => {
    expect(workflowFaults(read(name))).toEqual([]);
  });

  it('the programs that tests use are installed where they are tested', () => {
    const wanted = Object.values(systemPrograms).flatMap(({ debianPackage, stages }) => (stages.length === 0 || debianPackage === 'chromium' ? [] : [debianPackage]));
    const [, installed = ''] = /apt-get install -y --no-install-recommends (.+)/.exec(read('ci.yml')) ?? [];
    expect(installed.split(' ').toSorted()).toEqual(wanted.toSorted());
  });

  it('a release is drafted only after its tests and the use of what was built, and signed by all that can sign', () => {
    const { on, jobs } = readWorkflow(read('release.yml'));
    expect(on).toEqual({ push: { tags: ['v*'] } });
    const before = (name: string): readonly string[] => (jobs[name]?.needs ?? []).flatMap((each) => [each, ...before(each)]);
    expect([...new Set(before('draft'))].toSorted()).toEqual(['build', 'notes', 'seal', 'smoke', 'tests']);
    // Only a release that is looked at by a person is public.
    expect(jobs['draft']?.steps.at(-1)?.run).toMatch(/gh release create .*--draft --verify-tag/);
    // Every name that signing looks for is handed over, to its own system alone.
    const given = jobs['build']?.steps.find(({ run }) => run === 'node build/release/make.mjs')?.env ?? {};
    for (const [platform, system] of [['darwin', 'macos'], ['win32', 'windows']] as const) {
      for (const name of namesAskedFor(platform)) expect(given[name], name).toMatch(new RegExp(String.raw`^\$\{\{ matrix\.system == '${system}' && (?:secrets|vars)\.${name} \|\| '' \}\}$`));
    }
    expect(Object.keys(given).toSorted()).toEqual([...namesAskedFor('darwin'), ...namesAskedFor('win32')].toSorted());
  });

  it('the files that are handed on and used are those that are packed', () => {
    const { productName, artifactName, directories, linux } = z.object({ productName: z.string(), artifactName: z.string(), directories: z.object({ output: z.string() }), linux: z.object({ executableName: z.string() }) }).parse(parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')));
    const text = read('release.yml');
    expect(artifactName).toMatch(/^\$\{productName\}-/);
    expect(text).toContain(`${directories.output}/${productName}-*\n`);
    expect(text).toContain(`HOLDFAST_PACKAGED=/opt/${productName}/${linux.executableName}"`);
    expect(text).toContain(`linux-unpacked/${linux.executableName} }`);
    for (const file of [`${productName}.app/Contents/MacOS/${productName}`, `win-unpacked/${productName}.exe`]) expect(text).toContain(file);
  });

  it('whoever sets up a release finds every secret and variable in docs/releasing.md', () => {
    const named = [...read('release.yml').matchAll(/(?:secrets|vars)\.([A-Z0-9_]+)/g)].map(([, name = '']) => name);
    const guide = readFileSync(path.join(root, 'docs', 'releasing.md'), 'utf8');
    expect([...new Set(named)].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});

/** What signing says it lacks, asked with one thing at a time. */
function namesAskedFor(platform: 'darwin' | 'win32'): readonly string[] {
  const firsts = platform === 'darwin' ? ['CSC_LINK', 'APPLE_API_KEY'] : ['WIN_CSC_LINK', 'AZURE_TENANT_ID'];
  return firsts.flatMap((first) => {
    try {
      signingPlan(platform, { [first]: 'x' });
    } catch (error) {
      return [...String(error).matchAll(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g)].map(([name]) => name);
    }
    return [];
  }).filter((name, index, all) => all.indexOf(name) === index);
}

describe('a fault planted in a workflow is found', () => {
  const good = `name: T
on:
  push:
permissions: {}
concurrency: t
jobs:
  a:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    environment: release
    permissions:
      contents: read
    steps:
      - ${checkout}
      - run: npm test
        env:
          KEY: \${{ secrets.KEY }}
`;

  it('and there is none in what they are planted into', () => {
    expect(workflowFaults(good)).toEqual([]);
  });

  it.each<[string, string | RegExp, string]>([
    ['pull_request_target may not begin it', '  push:', '  pull_request_target:'],
    ['workflow_run may not begin it', '  push:', '  workflow_run:'],
    ['the permissions of the whole workflow are not {}', 'permissions: {}\n', ''],
    ['the permissions of the whole workflow are not {}', 'permissions: {}', 'permissions:\n  contents: read'],
    ['two runs of it at once are not thought of', 'concurrency: t\n', ''],
    ['an outsider’s text is used', 'KEY: ${{ secrets.KEY }}', 'T: ${{ github.event.pull_request.title }}'],
    ['an outsider’s text is used', 'KEY: ${{ secrets.KEY }}', 'T: ${{ github.head_ref }}'],
    ['actions/checkout@v7 is not pinned to a commit with its version beside it', /actions\/checkout@.*/, 'actions/checkout@v7'],
    ['actions/checkout@3d3c42e # v7.0.1 is not pinned', /actions\/checkout@.*/, 'actions/checkout@3d3c42e # v7.0.1'],
    ['is not pinned to a commit with its version beside it', ' # v7.0.1', ''],
    ['actions/checkout is used at two commits', '      - run: npm test', `      - ${checkout.replace('3d3c', '0000')}\n      - run: npm test`],
    ['a: has no permissions of its own', '    permissions:\n      contents: read\n', ''],
    ['a: may run for ever', '    timeout-minutes: 5\n', ''],
    ['a: runs on a system that changes', 'ubuntu-24.04', 'ubuntu-latest'],
    ['a: may write contents for a pull request', /push:(?:.|\n)*contents: read/, 'pull_request:\npermissions: {}\nconcurrency: t\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    permissions:\n      contents: write'],
    ['a: has secrets for a pull request', '  push:', '  pull_request:'],
    ['a: has secrets without an environment that guards them', '    environment: release\n', ''],
    ['a: runs code of ours with the right to change the repository', 'contents: read', 'contents: write'],
    ['a: gives KEY to every step', '    steps:', '    env:\n      KEY: ${{ secrets.KEY }}\n    steps:'],
    ['KEY is given to all jobs', 'jobs:', 'env:\n  KEY: ${{ secrets.KEY }}\njobs:'],
    ['a: step 1: KEY is given to an action or stands in a script', 'persist-credentials: false', 'persist-credentials: false\n          token: ${{ secrets.KEY }}'],
    ['a: step 2: a value is put into the text of a script', 'npm test', 'npm test -- ${{ github.ref_name }}'],
    ['a: step 2: KEY is given to an action or stands in a script', 'npm test', 'echo ${{ secrets.KEY }}'],
    ['a: step 1: leaves the token in the checkout', 'persist-credentials: false', 'fetch-depth: 1'],
    ['a: step 2: is given a token without need', 'KEY: ${{ secrets.KEY }}', 'GH_TOKEN: ${{ github.token }}'],
    ['a: step 2: there is no npm script relaese', 'npm test', 'npm run relaese'],
    ['a: step 2: there is no stage unti', 'npm test', 'npm test -- unti'],
    ['a: step 2: there is no project pakcaged', 'npm test', 'npm test -- app --project=pakcaged'],
    ['a: step 2: there is no file build/relase/notes.mjs', 'npm test', 'node build/relase/notes.mjs'],
    ['a: step 2: packages come from a cache', 'run: npm test', 'uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0\n        with: { node-version: 24.21.0, cache: npm }'],
    ['a: step 2: Node is not', 'run: npm test', 'uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0\n        with: { node-version: 24, package-manager-cache: false }'],
    ['a: step 2: nothing to hand on is no error', 'run: npm test', 'uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0\n        with: { path: release, retention-days: 7 }'],
  ])('%s', (fault, from, to) => {
    const changed = good.replace(from, () => to);
    expect(changed).not.toBe(good);
    expect(workflowFaults(changed)).toContainEqual(expect.stringContaining(fault));
  });

  it.each<[string, string]>([
    ['a key that is there twice', good.replace('    timeout-minutes: 5', '    timeout-minutes: 5\n    timeout-minutes: 600')],
    ['a key that no rule thinks of', good.replace('    timeout-minutes: 5', '    timeout-minutes: 5\n    container: node')],
    ['what is no YAML', good.replace('jobs:', 'jobs: [')],
  ])('%s is not read at all', (_what, text) => {
    expect(() => workflowFaults(text)).toThrow();
  });
});
