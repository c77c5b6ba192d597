import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, Suite, TestCase } from '@playwright/test/reporter';

import { failure, mostUnsteady, type Skip, type StageResult, type Unsteady } from './report.ts';

/** Hands Playwright's outcome to `npm test`, through the file that HOLDFAST_TEST_RESULT names. */
// oxlint-disable-next-line import/no-default-export -- Playwright loads a reporter by its default export.
export default class HoldfastReporter implements Reporter {
  #walks: readonly TestCase[] = [];
  readonly #errors: string[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    this.#walks = suite.allTests();
  }

  onError(error: { readonly message?: string }): void {
    this.#errors.push(`app: ${error.message ?? 'an error outside any test'}`);
  }

  onEnd(): void {
    const file = process.env['HOLDFAST_TEST_RESULT'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(summarize(this.#walks, this.#errors)));
  }

  printsToStdio(): boolean {
    return false;
  }
}

function summarize(walks: readonly TestCase[], errors: readonly string[]): StageResult {
  let passed = 0;
  const failures: string[] = [...errors];
  const skips: Skip[] = [];
  const unsteady: Unsteady[] = [];
  for (const walk of walks) {
    const name = walk.titlePath().filter((part) => part !== '').join(' › ');
    const outcome = walk.outcome();
    if (outcome === 'skipped') skips.push({ name, reason: walk.annotations.find(({ type }) => type === 'skip')?.description ?? '' });
    else if (outcome === 'unexpected') failures.push(failure(name, walk.results.at(-1)?.error?.message));
    else passed += 1;
    if (outcome === 'flaky') unsteady.push({ name, firstTry: stripVTControlCharacters(walk.results[0]?.error?.message ?? 'no message').split('\n')[0] ?? '' });
  }
  if (unsteady.length > mostUnsteady) failures.push(`app: ${unsteady.length} walks passed only at their second try, where ${mostUnsteady} are let pass`);
  return { passed, failures, skips, unsteady };
}
