import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

import type { Skip, StageResult } from './report.ts';

/** Hands Playwright's outcome to `npm test`, through the file that HOLDFAST_TEST_RESULT names. */
// oxlint-disable-next-line import/no-default-export -- Playwright loads a reporter by its default export.
export default class HoldfastReporter implements Reporter {
  #passed = 0;
  readonly #failures: string[] = [];
  readonly #skips: Skip[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    const name = test.titlePath().filter((part) => part !== '').join(' › ');
    if (result.status === 'skipped') this.#skips.push({ name, reason: test.annotations.find(({ type }) => type === 'skip')?.description ?? '' });
    else if (result.status === test.expectedStatus) this.#passed += 1;
    else this.#failures.push(name);
  }

  onError(error: { readonly message?: string }): void {
    this.#failures.push(`app: ${error.message ?? 'an error outside any test'}`);
  }

  onEnd(): void {
    const file = process.env['HOLDFAST_TEST_RESULT'];
    const result: StageResult = { passed: this.#passed, failures: this.#failures, skips: this.#skips };
    if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  }

  printsToStdio(): boolean {
    return false;
  }
}
