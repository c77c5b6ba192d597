import { expect, it } from 'vitest';
import { agentLoad } from '../../perf/bench-agent.ts';

/** The same load with 50 apps is `npm run bench -- --only agent`. */
it('no app misses a window on an agent with several, hour after hour; each has one row, and a backup', () => {
  const { outcomes, windows, appsWithMissing } = agentLoad(3, 2, 4);
  expect(appsWithMissing).toBe(0);
  expect([outcomes, windows]).toEqual([{ 'first done': 3, 'window done': 9 }, 9]);
});
