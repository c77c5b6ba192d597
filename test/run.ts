/**
 * `npm test [-- STAGE … PATH … --vitest-option]`: every stage in order, each timed, all of them even when one fails;
 * then a table, what was skipped and why, what failed, and one line of totals. Exit code 0 only when nothing failed and
 * something ran. For daily work: `npm test -- unit vault` runs the unit tests whose path contains "vault".
 */
import { delimiter, join } from 'node:path';

import { renderReport, succeeded, type StageReport } from './suite/report.ts';
import { selectStages } from './suite/selection.ts';
import { runStage } from './suite/stages.ts';
import { installSystemPackages } from './system-packages.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);
// Tests start `node`: it must be this one, not the system's.
process.env['PATH'] = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
// And many start it often: without this each start reads and strips the same files anew.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'holdfast-compile');

const selection = selectStages(process.argv.slice(2));
installSystemPackages(selection.stages);
const reports: StageReport[] = [];
for (const stage of selection.stages) {
  process.stdout.write(`\n── ${stage} ${'─'.repeat(Math.max(3, 60 - stage.length))}\n`);
  const startedAt = performance.now();
  // A stage that cannot even be started is a failure like any other: the rest still runs.
  const result = await runStage(stage, selection).catch((error: unknown) => ({ passed: 0, failures: [`${stage}: ${String(error)}`], skips: [] }));
  reports.push({ stage, durationMs: performance.now() - startedAt, ...result });
}
process.stdout.write(renderReport(reports));
process.exitCode = succeeded(reports) ? 0 : 1;
