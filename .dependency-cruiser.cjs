/**
 * Who may import whom. The same layers as in .oxlintrc.json (which tells it in the editor, with the alternative), here
 * by resolved path, so that siblings, cycles and packages are covered too. test/boundaries plants a violation per rule.
 */
const ours = '^(electron|renderer|shared|test|build)/';
const pipelines = 'api|runs|status|activity|calls|backup|compare|restore|drill|readiness|watch|runbook|schedule';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule('no-cycles', 'Two files that need each other are one file, or lack a third that both need.', {}, { circular: true }),
    rule('resolvable', 'The import names nothing that is there.', {}, { couldNotResolve: true, pathNot: '^electron$' }),
    rule('no-unlisted-packages', 'The package is not in package.json: it is there by luck.', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    rule('no-development-packages', 'The package is a development dependency: whoever installs the app does not have it.', { path: '^(electron|renderer|shared)/' }, { dependencyTypes: ['npm-dev'], pathNot: '(^|/)node_modules/electron/' }),
    rule('program-without-tests', 'The program must not need its tests or its build.', { path: '^(electron|renderer|shared)/' }, { path: '^(test|build)/' }),
    rule('only-main-imports-electron', 'Everything but main and preload must run under plain Node too.', { pathNot: '^electron/(main|preload)/' }, { path: '(^electron$|(^|/)node_modules/electron/)' }),
    rule('main-stays-thin', 'Electron\'s main process holds only what only Electron can do.', { path: '^electron/(main|preload)/' }, { path: '^(electron/(engine|cli|sample-app)|renderer)/' }),
    rule('shared-stands-alone', 'Both sides use shared/: it imports nothing of ours and nothing of Node\'s.', { path: '^shared/' }, { path: ours, pathNot: '^shared/' }),
    rule('shared-runs-in-the-page', 'The page has no Node.', { path: '^(shared|renderer)/' }, { dependencyTypes: ['core'] }),
    rule('page-speaks-through-the-contract', 'The page reaches the engine only through shared/contract.', { path: '^renderer/' }, { path: ours, pathNot: '^(renderer|shared)/' }),
    rule('screens-keep-to-themselves', 'A screen imports no other screen: what two of them use is in renderer/src/components (or strings, for words alone).', { path: '^renderer/src/screens/([^/]+)/' }, { path: '^renderer/src/screens/', pathNot: '^renderer/src/screens/$1/' }),
    rule('screens-are-on-top', 'What screens are built from knows none of them.', { path: '^renderer/src/(components|strings)/' }, { path: '^renderer/src/screens/' }),
    rule('hosts-use-the-front-door', 'A host imports engine/index.ts, and types from engine/engine.ts.', { path: '^electron/(cli|hosts)/' }, { path: '^electron/engine/', pathNot: '^electron/engine/(index|engine)\\.ts$' }),
    rule('sample-app-stands-apart', 'It stands for somebody else\'s platform and must not share code with our client of it.', { path: '^electron/sample-app/' }, { path: ours, pathNot: '^(electron/sample-app|shared)/' }),
    rule('engine-knows-no-host', 'What a host gives comes in through deps.', { path: '^electron/engine/' }, { path: '^(electron/(cli|hosts|main|preload|sample-app)|renderer)/' }),
    rule('engine-front-door-faces-out', 'engine/index.ts puts the engine together; nothing inside imports it.', { path: '^electron/engine/' }, { path: '^electron/engine/index\\.ts$' }),
    rule('ports-rest-on-shared', 'A port is a contract that everything else rests on.', { path: '^electron/engine/ports/' }, { path: ours, pathNot: '^(electron/engine/ports|shared)/' }),
    rule('drivers-keep-to-themselves', 'A source or destination imports ports, shared and its own folder.', { path: '^electron/engine/(sources|destinations)/([^/]+)/' }, { path: ours, pathNot: ['^(electron/engine/ports|shared)/', '^electron/engine/$1/$2/'] }),
    rule('only-the-root-knows-drivers', 'Only engine/index.ts (and the list of a kind) chooses drivers.', { path: '^electron/engine/', pathNot: '^electron/engine/(index\\.ts$|sources/|destinations/)' }, { path: '^electron/engine/(sources|destinations)/' }),
    rule('vault-below-pipelines', 'Data runs one way: pipelines use these folders, never the other way round.', { path: '^electron/engine/(vault|catalog|settings|system|keychain|streams|export)/' }, { path: `^electron/engine/(${pipelines}|registry)/` }),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
    skipAnalysisNotInRules: true,
  },
};

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}
