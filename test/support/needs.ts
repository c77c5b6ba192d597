import type { TestContext } from 'vitest';

import { installCommand, isInstalled, systemPrograms, type SystemProgramName } from '../system-packages.ts';

/**
 * Skips the test, with a reason that the summary prints, when a program it uses is not on this computer:
 * `it('opens with age', (context) => { needs(context, 'age'); … })`, or in a `beforeEach((context) => needs(context, 'age'))`.
 */
export function needs(context: TestContext, ...names: readonly SystemProgramName[]): void {
  const missing = names.filter((name) => !isInstalled(name)).map((name) => systemPrograms[name]);
  if (missing.length > 0) context.skip(`needs ${missing.map((program) => program.command).join(', ')}: ${installCommand(missing)}`);
}
