import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { UpdatesState } from '../../../../shared/contract/updates.ts';
import { desktop } from '../connection/client.ts';
import { follow } from './follow.ts';

const UpdatesContext = createContext<UpdatesState | undefined>(undefined);

/** What is known of updates of Holdfast itself, live. Undefined until the desktop has said it the first time. */
export function useUpdates(): UpdatesState | undefined {
  return use(UpdatesContext);
}

export function UpdatesProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [updates, setUpdates] = useState<UpdatesState>();
  useEffect(() => {
    const stop = new AbortController();
    void follow((signal) => desktop.updates.watch(undefined, { signal }), { signal: stop.signal, onValue: setUpdates });
    return () => stop.abort();
  }, []);
  return <UpdatesContext value={updates}>{children}</UpdatesContext>;
}
