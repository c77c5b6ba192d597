import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';

import { failure, type Skip, type StageResult } from './report.ts';

/** Writes what the summary of `npm test` needs to the file named in HOLDFAST_TEST_RESULT, the reasons of skips included. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env['HOLDFAST_TEST_RESULT'];
    if (path === undefined) return;
    writeFileSync(path, JSON.stringify(summarize(modules, unhandled)));
  }
}

function summarize(modules: readonly TestModule[], unhandled: readonly SerializedError[]): StageResult {
  let passed = 0;
  const failures: string[] = unhandled.map((error) => `outside any test: ${error.message}`);
  const skips: Skip[] = [];
  for (const module of modules) {
    for (const broken of [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0)) {
      failures.push(`${nameOf(broken)}: ${broken.errors()[0]?.message ?? 'failed'}`);
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'skipped') {
        // What stands in a group whose set-up failed is told by that failure.
        if (result.note !== undefined || !ancestors(test).some((suite) => suite.errors().length > 0)) skips.push({ name: nameOf(test), reason: result.note ?? '' });
      } else failures.push(failure(nameOf(test), result.state === 'failed' ? result.errors[0]?.message : undefined));
    }
  }
  return { passed, failures, skips };
}

function ancestors(test: TestCase): readonly (TestModule | TestSuite)[] {
  const found: (TestModule | TestSuite)[] = [];
  for (let parent: TestModule | TestSuite = test.parent; ; parent = parent.parent) {
    found.push(parent);
    if (parent.type === 'module') return found;
  }
}

function nameOf(task: TestModule | TestSuite | TestCase): string {
  return task.type === 'module' ? task.relativeModuleId : `${task.module.relativeModuleId} > ${task.fullName}`;
}
