import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { openLocalFolder } from './local-folder/local-folder.ts';
import type { RetryingOptions } from './wrappers/retrying.ts';
import { retrying } from './wrappers/retrying.ts';

export { createMemoryStore } from './memory/memory-store.ts';
export { testPlace } from './test-place.ts';
export type { PlaceTest } from './test-place.ts';
export { metered } from './wrappers/metered.ts';
export type { Meter, MeteredStore } from './wrappers/metered.ts';
export { prefixed } from './wrappers/prefixed.ts';
export { throttled } from './wrappers/throttled.ts';

/** What settings keep of a place, by its kind: never a secret. A new kind is added here, in `openBare` and nowhere else. */
export const destinationConfigSchema = z.discriminatedUnion('kind', [z.object({ kind: z.literal('local'), path: z.string().min(1) })]);
export type DestinationConfig = z.infer<typeof destinationConfigSchema>;

/** In the order in which they are offered. */
export const destinationKinds = [{ kind: 'local', title: 'A folder on this computer, a drive or a network share' }] as const satisfies readonly {
  readonly kind: DestinationConfig['kind'];
  readonly title: string;
}[];

export interface DestinationDeps {
  readonly clock: Clock;
  /** From 0 up to but not including 1, for spreading retries. */
  readonly random: () => number;
  readonly onRetry?: RetryingOptions['onRetry'];
}

export interface OpenDestinationOptions {
  /** Make the place where it is missing: when it is added, never later. */
  readonly create?: boolean;
}

/**
 * The place, with failures that pass by themselves tried again.
 * @throws not-found, invalid-input, permission-denied … as the kind's driver says
 */
export async function openDestination(config: DestinationConfig, deps: DestinationDeps, options: OpenDestinationOptions = {}): Promise<ObjectStore> {
  const { clock, random, onRetry } = deps;
  return retrying(await openBare(config, options), { clock, random, ...(onRetry === undefined ? {} : { onRetry }) });
}

async function openBare(config: DestinationConfig, { create = false }: OpenDestinationOptions): Promise<ObjectStore> {
  switch (config.kind) {
    case 'local':
      return openLocalFolder({ path: config.path, create });
  }
}
