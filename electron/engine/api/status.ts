import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';
import { streamed } from './streaming.ts';

/** Is everything safe? */
export function statusCalls({ status, closing }: ServiceParts) {
  return {
    watch: api.status.watch.handler(async ({ signal }) => streamed(status.watch(untilClosed(closing, signal)))),
    overview: api.status.overview.handler(({ input }) => status.overview(input.app)),
  };
}
