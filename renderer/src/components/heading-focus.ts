import { type RefObject, useEffect } from 'react';

/** Of all screens together: the first one after the page opened takes no focus, every later one does. */
let lastKey: string | undefined;
/** The heading that was given the focus last. */
let lastHeading: HTMLElement | undefined;

/** Moves the focus to a screen's heading when `key` (the screen, its step) is another one than before, so that it is read out and Tab goes on from there. */
export function useHeadingFocus(heading: RefObject<HTMLElement | null>, key: string): void {
  useEffect(() => {
    const isAnother = lastKey !== undefined && lastKey !== key;
    // What stands there while a screen loads goes away with the focus on it.
    const isReplaced = document.activeElement === document.body && lastHeading?.isConnected === false;
    lastKey = key;
    if (!isAnother && !isReplaced) return;
    heading.current?.focus({ preventScroll: true });
    lastHeading = heading.current ?? undefined;
  }, [heading, key]);
}
