import { useState } from 'react';

/** What was typed and not sent yet, by what it is for. It lives as long as the page and is written nowhere. */
export interface Kept<T> {
  readonly get: (key: string) => T | undefined;
  /** Undefined forgets it. */
  readonly set: (key: string, value: T | undefined) => void;
}

export function createKept<T>(): Kept<T> {
  const held = new Map<string, T>();
  return {
    get: (key) => held.get(key),
    set(key, value) {
      if (value === undefined) held.delete(key);
      else held.set(key, value);
    },
  };
}

/** State that is still there when somebody comes back: going to another screen to look something up, or to the help, loses nothing that was typed. */
export function useKept<T>(kept: Kept<T>, key: string): readonly [T | undefined, (value: T | undefined) => void] {
  const [value, setValue] = useState(() => kept.get(key));
  return [
    value,
    (next) => {
      kept.set(key, next);
      setValue(() => next);
    },
  ];
}
