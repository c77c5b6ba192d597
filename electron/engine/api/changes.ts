import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';
import { streamed } from './streaming.ts';

/** What pages have to ask again. */
export function changesCalls({ feed, closing }: ServiceParts) {
  return { watch: api.changes.watch.handler(async ({ signal }) => streamed(feed.listen(untilClosed(closing, signal)))) };
}
