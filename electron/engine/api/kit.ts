import { api } from './implementer.ts';
import { notBuilt } from './not-built.ts';
import type { ServiceParts } from './parts.ts';

/** The recovery kit. */
export function kitCalls(_parts: ServiceParts) {
  return { render: api.kit.render.handler(notBuilt), challenge: api.kit.challenge.handler(notBuilt), prove: api.kit.prove.handler(notBuilt) };
}
