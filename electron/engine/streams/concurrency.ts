/** Runs `work` over the items, at most `limit` side by side, results in the items' order. The first error stops new work and is thrown once what runs has ended. */
export async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const run = async (): Promise<void> => {
    while (failure === undefined && next < items.length) {
      const at = next++;
      const item = items[at];
      if (item === undefined) continue;
      try {
        results[at] = await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, run));
  if (failure !== undefined) throw failure.error;
  return results;
}

/** Maps a stream with up to `limit` results under way, given out in the stream's order. */
export async function* mapOrdered<T, R>(items: AsyncIterable<T> | Iterable<T>, limit: number, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const ahead: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      result.catch(() => undefined); // Awaited below; until then not an unhandled rejection.
      ahead.push(result);
      if (ahead.length >= limit) {
        const first = ahead.shift();
        if (first !== undefined) yield await first;
      }
    }
    for (let first = ahead.shift(); first !== undefined; first = ahead.shift()) yield await first;
  } finally {
    await Promise.allSettled(ahead);
  }
}
