import { type RefObject, useEffect, useRef } from 'react';

/** For what takes the place of what had the focus: the keyboard goes on from there. */
export function useTakeFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return ref;
}
