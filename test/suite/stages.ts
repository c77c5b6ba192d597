import { runTool } from './tool.ts';
import type { Selection, StageName } from './selection.ts';
import { combine, type StageResult } from './report.ts';
import { runPlaywright, runVitest } from './test-stages.ts';

/** One tsconfig per kind of code, so that a global of the wrong environment does not compile. */
const tsconfigs = ['shared', 'electron', 'renderer', 'test'];

/** Runs one stage to its end, its output on the terminal. Never throws for what the stage found. */
export async function runStage(stage: StageName, selection: Selection): Promise<StageResult> {
  switch (stage) {
    case 'lint':
      return runTool('lint', [{ package: 'oxlint', args: [] }]);
    case 'types':
      return runTool('types', tsconfigs.map((folder) => ({ package: 'typescript', program: 'tsc', args: ['-p', folder, '--pretty'] })));
    case 'knip':
      return runTool('knip', [{ package: 'knip', args: ['--no-progress'] }]);
    case 'boundaries': {
      const cruise = await runTool('boundaries: the tree', [
        { package: 'dependency-cruiser', program: 'depcruise', args: ['--config', '.dependency-cruiser.cjs', 'electron', 'shared', 'renderer', 'test', 'build'] },
      ]);
      return combine([cruise, await runVitest(stage, selection)]);
    }
    case 'unit':
    case 'integration':
    case 'conformance':
    case 'contract':
    case 'crash':
    case 'e2e':
    case 'package':
      return runVitest(stage, selection);
    case 'app':
      return runPlaywright(selection);
  }
}
