import { describe, expect, it } from 'vitest';
import { createLinkSlot, type Link } from '../../../renderer/src/app/connection/link-slot.ts';

function linkNamed(name: string): Link {
  return { call: (path) => Promise.resolve(`${name}:${path.join('.')}`) };
}

describe('a link whose inside is exchanged', () => {
  it('lets calls wait until there is one, then sends all of them', async () => {
    const slot = createLinkSlot();
    const calls = [slot.link.call(['a'], undefined, { context: {} }), slot.link.call(['b'], undefined, { context: {} })];
    slot.put(linkNamed('first'));
    expect(await Promise.all(calls)).toEqual(['first:a', 'first:b']);
  });

  it('sends later calls over the newer one, and lets them wait in between', async () => {
    const slot = createLinkSlot();
    slot.put(linkNamed('first'));
    slot.clear();
    const call = slot.link.call(['a'], undefined, { context: {} });
    slot.put(linkNamed('second'));
    expect(await call).toBe('second:a');
  });

  it('gives up a waiting call that was aborted', async () => {
    const slot = createLinkSlot();
    const stop = new AbortController();
    const call = slot.link.call(['a'], undefined, { context: {}, signal: stop.signal });
    stop.abort(new Error('left the screen'));
    await expect(call).rejects.toThrow('left the screen');
  });
});
