import { shownRubric } from '../readiness/shown-rubric.ts';
import { api } from './implementer.ts';
import { measuresCalls } from './measures.ts';
import type { ServiceParts } from './parts.ts';

/** Would you get back, how far back, and how long would it take? */
export function readinessCalls(parts: ServiceParts) {
  const { readiness } = parts;
  return {
    get: api.readiness.get.handler(({ input }) => readiness.get(input.app)),
    history: api.readiness.history.handler(async ({ input }) => ({ changes: [...(await readiness.history(input.app, input.days))] })),
    rubric: api.readiness.rubric.handler(async () => shownRubric()),
    ...measuresCalls(parts),
  };
}
