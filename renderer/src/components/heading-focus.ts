import { type RefObject, useEffect } from 'react';

/** Of all screens together: the first one after the page opened takes no focus, every later one does. */
let lastKey: string | undefined;

/** Moves the focus to a screen's heading when `key` (the screen, its step) is another one than before, so that it is read out and Tab goes on from there. */
export function useHeadingFocus(heading: RefObject<HTMLElement | null>, key: string): void {
  useEffect(() => {
    if (lastKey !== undefined && lastKey !== key) heading.current?.focus({ preventScroll: true });
    lastKey = key;
  }, [heading, key]);
}
