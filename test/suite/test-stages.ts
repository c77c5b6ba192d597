import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { combine, type StageResult } from './report.ts';
import type { Selection, TestFolder } from './selection.ts';
import { exitCodeOf, type ToolCall } from './tool.ts';

/** Runs the tests of one folder in a process of their own: one that crashes or hangs takes no other stage with it. */
export function runVitest(folder: TestFolder, selection: Selection): Promise<StageResult> {
  return runTests(folder, selection, {
    package: 'vitest',
    // Only a part of the tests may come to none; a stage without any has lost them.
    args: ['run', '--project', folder, ...(isPartOnly(selection) ? ['--passWithNoTests'] : []), '--reporter=default', '--reporter=./test/suite/vitest-reporter.ts', ...selection.vitestOptions, ...selection.pathFilters],
  });
}

/** What a person does, in the browser tab and in the window: test/app, by Playwright. */
export function runPlaywright(selection: Selection): Promise<StageResult> {
  return runTests('app', selection, {
    package: '@playwright/test',
    program: 'playwright',
    // Eleven minutes on a quiet computer.
    atMostMinutes: 45,
    args: ['test', '--config', 'test/app/playwright.config.ts', ...(isPartOnly(selection) ? ['--pass-with-no-tests'] : []), ...selection.vitestOptions, ...selection.pathFilters],
  });
}

async function runTests(name: string, selection: Selection, call: ToolCall): Promise<StageResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const resultFile = join(scratch, 'result.json');
  try {
    const exitCode = await exitCodeOf({ ...call, env: { HOLDFAST_TEST_RESULT: resultFile } });
    const result = readResult(resultFile);
    if (result === undefined) return { passed: 0, failures: [`${name}: the test run ended without a result (exit code ${exitCode})`], skips: [] };
    // Something failed that no test accounts for.
    if (exitCode !== 0 && result.failures.length === 0) return combine([result, { passed: 0, failures: [`${name}: ${call.package} ended with exit code ${exitCode}`], skips: [] }]);
    return isPartOnly(selection) ? result : withoutSilentSkips(result);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function isPartOnly({ pathFilters, vitestOptions }: Selection): boolean {
  return pathFilters.length + vitestOptions.length > 0;
}

/** A test that is left out has to say why; one that does not (or stands beside an `.only`) counts as failed. */
function withoutSilentSkips(result: StageResult): StageResult {
  const silent = result.skips.filter((skip) => skip.reason === '');
  return {
    ...result,
    failures: [...result.failures, ...silent.map((skip) => `${skip.name}: skipped without a reason`)],
    skips: result.skips.filter((skip) => skip.reason !== ''),
  };
}

function readResult(path: string): StageResult | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StageResult;
  } catch {
    return undefined;
  }
}
