import type { EngineDependencies } from '../calls/dependencies.ts';
import type { StoredApp } from '../settings/schema.ts';
import type { Proofs } from './facts.ts';

/** What other parts have proved of an app, as it lies in the home. What cannot be read is not known. */
export function proofsIn(_deps: EngineDependencies): (app: StoredApp) => Promise<Proofs> {
  return async () => ({});
}
