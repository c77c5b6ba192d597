/** In the order they run: what is quick and points nearest to the mistake first. */
export const stageNames = ['lint', 'types', 'boundaries', 'knip', 'unit', 'integration', 'conformance', 'contract', 'crash', 'e2e', 'package', 'app'] as const;
export type StageName = (typeof stageNames)[number];

/** Stages that are a folder of tests under test/, run by vitest. */
export const testFolders = ['boundaries', 'unit', 'integration', 'conformance', 'contract', 'crash', 'e2e', 'package'] as const satisfies readonly StageName[];
export type TestFolder = (typeof testFolders)[number];

/** And `app`, which is Playwright's. */
export const testStages = [...testFolders, 'app'] as const satisfies readonly StageName[];

export interface Selection {
  readonly stages: readonly StageName[];
  /** Only test files whose path contains one of these; empty = all. */
  readonly pathFilters: readonly string[];
  /** Handed on to vitest as they are (`-t name`, `--update`). */
  readonly vitestOptions: readonly string[];
}

/**
 * What the words after `npm test --` ask for: names of stages, then parts of paths, then options for vitest.
 * With parts of paths or options but no stage, all stages that run test files.
 */
export function selectStages(words: readonly string[]): Selection {
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const plain = firstOption === -1 ? words : words.slice(0, firstOption);
  const vitestOptions = firstOption === -1 ? [] : words.slice(firstOption);
  const stages = stageNames.filter((name) => plain.includes(name));
  const pathFilters = plain.filter((word) => !isStageName(word));
  if (stages.length > 0) return { stages, pathFilters, vitestOptions };
  return { stages: pathFilters.length + vitestOptions.length > 0 ? testStages : stageNames, pathFilters, vitestOptions };
}

function isStageName(word: string): word is StageName {
  return stageNames.some((name) => name === word);
}
