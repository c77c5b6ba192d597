import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { testFolders } from './test/suite/selection.ts';

/** Alone in memory or in a folder of their own, and they leave nothing behind. */
const sharesProcess = new Set<string>(['unit', 'integration']);

/** One project per folder, which is one stage of `npm test`. Only unit tests must never wait for anything real. */
export default defineConfig({
  test: {
    pool: 'forks',
    // One less by default, which on two cores takes twice as long.
    maxWorkers: availableParallelism(),
    projects: testFolders.map((name) => ({
      extends: true,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        // Packs once for all of them.
        ...(name === 'package' ? { globalSetup: ['test/support/package/pack.ts'] } : {}),
        // A process and a load of all modules for each file would take a fifth of their time.
        isolate: !sharesProcess.has(name),
        testTimeout: name === 'unit' ? 20_000 : 120_000,
        hookTimeout: name === 'unit' ? 20_000 : 120_000,
      },
    })),
  },
});
