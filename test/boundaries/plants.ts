/** A file that breaks one rule, and what has to be said about it. */
export interface Plant {
  readonly breaks: string;
  readonly file: string;
  readonly code: string;
  /** Name of the rule in .dependency-cruiser.cjs, for imports that it forbids. */
  readonly cruise?: string;
  /** Part of oxlint's message, for what it sees without resolving the path. */
  readonly lint?: string;
}

/** What the planted files import; broken by nothing themselves. */
export const bystanders: Readonly<Record<string, string>> = {
  'shared/model/errors.ts': 'export const code = 1;\n',
  'electron/engine/index.ts': "import { local } from './destinations/local/local.ts';\nimport { run } from './backup/run.ts';\nexport const engine = [local, run];\n",
  'electron/engine/engine.ts': 'export interface Engine {\n  readonly name: string;\n}\n',
  'electron/engine/ports/clock.ts': "import { code } from '../../../shared/model/errors.ts';\nexport interface Clock {\n  now(): Date;\n}\nexport const port = code;\n",
  'electron/engine/backup/run.ts': "import { port } from '../ports/clock.ts';\nimport { vault } from '../vault/vault.ts';\nexport const run = [port, vault];\n",
  'electron/engine/vault/vault.ts': "import { port } from '../ports/clock.ts';\nexport const vault = port;\n",
  'electron/engine/destinations/local/local.ts': "import { port } from '../../ports/clock.ts';\nimport { walk } from './inside/walk.ts';\nexport const local = [port, walk];\n",
  'electron/engine/destinations/local/inside/walk.ts': 'export const walk = 1;\n',
  'electron/engine/destinations/s3/s3.ts': 'export const s3 = 1;\n',
  'electron/engine/system/system-clock.ts': 'export const now = (): number => Date.now();\nexport const today = (): Date => new Date();\nexport const later = (call: () => void): void => void setTimeout(call, 1);\n',
  'electron/sample-app/server.ts': "import { code } from '../../shared/model/errors.ts';\nexport const server = code;\n",
  'electron/cli/main.ts': "import { engine } from '../engine/index.ts';\nimport type { Engine } from '../engine/engine.ts';\nimport { server } from '../sample-app/server.ts';\nexport const main = (named: Engine): unknown => [engine, server, named];\n",
  'electron/main/window.ts': "import 'electron';\nexport const window = 1;\n",
  'renderer/src/page.ts': "import { code } from '../../shared/model/errors.ts';\nexport const page = code;\n",
  'renderer/src/screens/home/age.ts': 'export const age = 1;\n',
  'renderer/src/screens/home/home.ts': "import { age } from './age.ts';\nexport const home = age;\n",
  'test/support/fake.ts': 'export const fake = 1;\n',
};

const useOf = (path: string, name = 'x'): string => `import { ${name} } from '${path}';\nexport const used = ${name};\n`;
const inEngine = (statement: string): string => `export const used = (): unknown => ${statement};\n`;

export const plants: readonly Plant[] = [
  { breaks: 'shared/ uses the engine', file: 'shared/model/a.ts', code: useOf('../../electron/engine/vault/vault.ts', 'vault'), cruise: 'shared-stands-alone', lint: 'shared/ imports nothing of ours' },
  { breaks: 'shared/ uses Node', file: 'shared/model/b.ts', code: useOf('node:fs', 'readFileSync'), cruise: 'shared-runs-in-the-page', lint: 'shared/ also runs in the page' },
  { breaks: 'the page uses Node', file: 'renderer/src/a.ts', code: useOf('node:fs', 'readFileSync'), cruise: 'shared-runs-in-the-page', lint: 'The page has no Node' },
  { breaks: 'the page uses the engine', file: 'renderer/src/b.ts', code: useOf('../../electron/engine/index.ts', 'engine'), cruise: 'page-speaks-through-the-contract', lint: 'The page reaches the engine only' },
  { breaks: 'the page uses Electron', file: 'renderer/src/c.ts', code: useOf('electron', 'shell'), cruise: 'only-main-imports-electron', lint: 'Only electron/main and electron/preload' },
  { breaks: 'a screen uses its sibling', file: 'renderer/src/screens/places/a.ts', code: useOf('../home/age.ts', 'age'), cruise: 'screens-keep-to-themselves' },
  { breaks: 'a component uses a screen', file: 'renderer/src/components/a.ts', code: useOf('../screens/home/age.ts', 'age'), cruise: 'screens-are-on-top' },
  { breaks: 'the engine uses Electron', file: 'electron/engine/backup/a.ts', code: useOf('electron', 'app'), cruise: 'only-main-imports-electron', lint: 'Only electron/main and electron/preload' },
  { breaks: 'a port uses the vault', file: 'electron/engine/ports/a.ts', code: useOf('../vault/vault.ts', 'vault'), cruise: 'ports-rest-on-shared', lint: 'A port is a contract' },
  { breaks: 'a port takes a type from a pipeline', file: 'electron/engine/ports/b.ts', code: "import type { run } from '../backup/run.ts';\nexport type Used = typeof run;\n", cruise: 'ports-rest-on-shared', lint: 'A port is a contract' },
  { breaks: 'a destination uses its sibling', file: 'electron/engine/destinations/local/a.ts', code: useOf('../s3/s3.ts', 's3'), cruise: 'drivers-keep-to-themselves' },
  { breaks: 'a destination uses the vault', file: 'electron/engine/destinations/local/b.ts', code: useOf('../../vault/vault.ts', 'vault'), cruise: 'drivers-keep-to-themselves', lint: 'A source or destination imports ports, shared and its own folder' },
  { breaks: 'a source uses a destination', file: 'electron/engine/sources/base44/a.ts', code: useOf('../../destinations/s3/s3.ts', 's3'), cruise: 'drivers-keep-to-themselves', lint: 'A source or destination imports ports, shared and its own folder' },
  { breaks: 'a source uses a pipeline', file: 'electron/engine/sources/base44/b.ts', code: useOf('../../backup/run.ts', 'run'), cruise: 'drivers-keep-to-themselves', lint: 'A source or destination imports ports, shared and its own folder' },
  { breaks: 'a pipeline picks a destination', file: 'electron/engine/backup/b.ts', code: useOf('../destinations/s3/s3.ts', 's3'), cruise: 'only-the-root-knows-drivers', lint: 'Only engine/index.ts knows the drivers' },
  { breaks: 'the vault uses a pipeline', file: 'electron/engine/vault/a.ts', code: useOf('../backup/run.ts', 'run'), cruise: 'vault-below-pipelines', lint: 'Data runs one way' },
  { breaks: 'the engine uses the command line', file: 'electron/engine/backup/c.ts', code: useOf('../../cli/main.ts', 'main'), cruise: 'engine-knows-no-host', lint: 'The engine knows none of its hosts' },
  { breaks: 'the composition root uses a host', file: 'electron/engine/index.ts', code: useOf('../cli/main.ts', 'main'), cruise: 'engine-knows-no-host', lint: 'The engine knows none of its hosts' },
  { breaks: 'a pipeline uses the composition root', file: 'electron/engine/backup/d.ts', code: useOf('../index.ts', 'engine'), cruise: 'engine-front-door-faces-out', lint: 'engine/index.ts puts the engine together' },
  { breaks: 'the command line reaches into the engine', file: 'electron/cli/a.ts', code: useOf('../engine/vault/vault.ts', 'vault'), cruise: 'hosts-use-the-front-door', lint: 'A host builds what the engine depends on' },
  { breaks: 'the sample app shares code with our client', file: 'electron/sample-app/a.ts', code: useOf('../engine/ports/clock.ts', 'port'), cruise: 'sample-app-stands-apart', lint: "The sample app stands for somebody else's platform" },
  { breaks: 'the main process does the work', file: 'electron/main/a.ts', code: useOf('../engine/index.ts', 'engine'), cruise: 'main-stays-thin', lint: "Electron's main process holds only" },
  { breaks: 'a link goes out unparsed', file: 'electron/main/b.ts', code: "import { shell } from 'electron';\nexport const used = (): Promise<void> => shell.openExternal('https://a.example');\n", lint: "There is one door to the person's browser" },
  { breaks: 'a file of somebody else is run', file: 'electron/main/c.ts', code: "import { shell } from 'electron';\nexport const used = (): Promise<string> => shell.openPath('/a');\n", lint: 'This runs a file that is a program' },
  { breaks: 'the program uses its tests', file: 'electron/cli/b.ts', code: useOf('../../test/support/fake.ts', 'fake'), cruise: 'program-without-tests', lint: 'The program must not need its tests' },
  { breaks: 'the program uses a development package', file: 'electron/cli/c.ts', code: useOf('fast-check', 'assert'), cruise: 'no-development-packages' },
  { breaks: 'a package that is there by luck', file: 'electron/cli/d.ts', code: useOf('fast-uri', 'parse'), cruise: 'no-unlisted-packages' },
  { breaks: 'an import of nothing', file: 'electron/cli/e.ts', code: useOf('./not-there.ts'), cruise: 'resolvable' },
  { breaks: 'two files that need each other', file: 'electron/cli/f.ts', code: "import { used } from './g.ts';\nexport const other = (): unknown => used;\n", cruise: 'no-cycles', lint: 'Dependency cycle' },
  { breaks: 'the other half of it', file: 'electron/cli/g.ts', code: "import { other } from './f.ts';\nexport const used = (): unknown => other;\n", lint: 'Dependency cycle' },
  { breaks: 'the clock of the computer', file: 'electron/engine/backup/e.ts', code: inEngine('Date.now()'), lint: 'ask clock.now() or clock.monotonic()' },
  { breaks: 'the date of the computer', file: 'electron/engine/backup/f.ts', code: inEngine('new Date()'), lint: 'Time comes in through the Clock port: ask clock.now(), so' },
  { breaks: 'a real wait', file: 'electron/engine/backup/g.ts', code: inEngine('setTimeout(() => undefined, 5)'), lint: 'Waiting comes in through the Clock port' },
  { breaks: 'a real wait, imported', file: 'electron/engine/backup/h.ts', code: useOf('node:timers/promises', 'setTimeout'), lint: 'Time comes in through the Clock port: use clock.sleepUntil' },
  { breaks: 'a real time limit', file: 'electron/engine/backup/i.ts', code: inEngine('AbortSignal.timeout(5)'), lint: 'Waiting comes in through the Clock port' },
  { breaks: 'a stopwatch', file: 'electron/engine/backup/j.ts', code: inEngine('performance.now()'), lint: 'ask clock.now() or clock.monotonic()' },
  { breaks: 'chance that no test can repeat', file: 'electron/engine/backup/k.ts', code: inEngine('Math.random()'), lint: 'Chance comes in as a parameter' },
  { breaks: 'a driver that waits by itself', file: 'electron/engine/destinations/local/c.ts', code: inEngine('setInterval(() => undefined, 5)'), lint: 'Waiting comes in through the Clock port' },
  { breaks: 'the type checker switched off', file: 'electron/engine/backup/l.ts', code: 'export const used = (text: string): number => text as unknown as number;\n', lint: 'Two assertions in a row' },
  { breaks: 'a promise nobody waits for', file: 'electron/engine/backup/m.ts', code: 'export function used(work: () => Promise<void>): void {\n  work();\n}\n', lint: 'Promises must be awaited' },
  { breaks: 'a value of any type', file: 'electron/engine/backup/n.ts', code: 'export const used = (text: string): unknown => JSON.parse(text).name;\n', lint: 'Unsafe member access' },
  { breaks: 'a default export', file: 'electron/engine/backup/o.ts', code: 'export default 1;\n', lint: 'Prefer named exports' },
  { breaks: 'a file that lost its subject', file: 'electron/engine/backup/p.ts', code: 'export {};\n'.repeat(401), lint: 'File has too many lines' },
];

/** Globals of another environment: these must not compile (`tsc -p FOLDER`). */
export const wrongGlobals = [
  { folder: 'shared', file: 'shared/model/z.ts', code: 'export const used = process.pid;\n', error: "Cannot find name 'process'" },
  { folder: 'shared', file: 'shared/model/y.ts', code: 'export const used = document.title;\n', error: "Cannot find name 'document'" },
  { folder: 'electron', file: 'electron/engine/backup/z.ts', code: 'export const used = document.title;\n', error: "Cannot find name 'document'" },
] as const;
