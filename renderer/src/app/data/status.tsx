import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { engine } from '../connection/client.ts';
import { follow } from './follow.ts';
import type { Status } from './status-types.ts';

const StatusContext = createContext<Status | undefined>(undefined);

/** The state of everything, live. Undefined until the engine has said it the first time. */
export function useStatus(): Status | undefined {
  return use(StatusContext);
}

export function StatusProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [status, setStatus] = useState<Status>();
  useEffect(() => {
    const stop = new AbortController();
    void follow((signal) => engine.status.watch(undefined, { signal }), { signal: stop.signal, onValue: setStatus });
    return () => stop.abort();
  }, []);
  return <StatusContext value={status}>{children}</StatusContext>;
}
