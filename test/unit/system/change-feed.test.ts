import { describe, expect, it } from 'vitest';
import { createChangeFeed } from '../../../electron/engine/system/change-feed.ts';

describe('the feed of changes', () => {
  it('tells each listener what came since it began to listen, each topic of an app once', async () => {
    const feed = createChangeFeed();
    const stop = new AbortController();
    feed.publish({ topic: 'apps' });
    const listener = feed.listen(stop.signal);
    for (let n = 0; n < 100; n += 1) feed.publish({ topic: 'runs', app: 'A' });
    feed.publish({ topic: 'runs', app: 'B' });
    feed.publish({ topic: 'places' });
    expect([(await listener.next()).value, (await listener.next()).value, (await listener.next()).value]).toEqual([{ topic: 'runs', app: 'A' }, { topic: 'runs', app: 'B' }, { topic: 'places' }]);
    const waiting = listener.next();
    feed.publish({ topic: 'runs', app: 'A' });
    expect((await waiting).value).toEqual({ topic: 'runs', app: 'A' });
    const last = listener.next();
    stop.abort();
    expect((await last).done).toBe(true);
  });

  it('ends for one who leaves, and for one who came too late', async () => {
    const feed = createChangeFeed();
    const leaving = feed.listen(new AbortController().signal);
    await leaving.return?.();
    feed.publish({ topic: 'apps' });
    expect((await leaving.next()).done).toBe(true);
    expect((await feed.listen(AbortSignal.abort()).next()).done).toBe(true);
  });
});
