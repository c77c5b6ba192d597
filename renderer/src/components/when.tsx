import { Tooltip } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';
import { formatExactly, formatWhen } from '../strings/numbers.ts';

/** One clock for all relative times on the page; only ticks while one of them is shown. */
const tickMs = 20_000;
let now = Date.now();
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  ticking ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The time now, renewed a few times a minute. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** An instant as a person says it; the exact time in their zone on hover and focus, and for screen readers. */
export function When({ at }: { readonly at: string }): ReactNode {
  const relative = formatWhen(at, useNow());
  const exact = formatExactly(at);
  return (
    <Tooltip label={exact}>
      <time dateTime={at} title="" aria-label={`${relative}, ${exact}`}>
        {relative}
      </time>
    </Tooltip>
  );
}
