import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type PageAnswer, TableWindows } from '../model/table-windows.ts';

export interface WindowsQuery {
  /** Names what is read: another one is another table of rows. */
  readonly key: string;
  readonly fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<PageAnswer>;
  readonly expectedTotal?: number | undefined;
}

interface Opened {
  readonly windows: TableWindows;
  readonly subscribe: (listener: () => void) => () => void;
  readonly version: () => number;
}

/** The rows of a table in windows; the component is drawn anew whenever some came. */
export function useWindows({ key, fetchPage, expectedTotal }: WindowsQuery): TableWindows {
  const opened = useMemo(() => open(fetchPage, expectedTotal), [key]);
  useSyncExternalStore(opened.subscribe, opened.version);
  useEffect(() => {
    opened.windows.reopen();
    return () => opened.windows.close();
  }, [opened]);
  return opened.windows;
}

function open(fetchPage: WindowsQuery['fetchPage'], expectedTotal: number | undefined): Opened {
  let version = 0;
  const listeners = new Set<() => void>();
  const windows = new TableWindows({
    fetchPage,
    ...(expectedTotal === undefined ? {} : { expectedTotal }),
    onChange: () => {
      version += 1;
      for (const listener of listeners) listener();
    },
  });
  return {
    windows,
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A number that changes when the element's size does. */
export function useSize(element: HTMLElement | null): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (element === null) return undefined;
    const read = (): void => setSize((before) => (before.width === element.clientWidth && before.height === element.clientHeight ? before : { width: element.clientWidth, height: element.clientHeight }));
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, [element]);
  return size;
}
