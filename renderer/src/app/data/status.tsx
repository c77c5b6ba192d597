import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { engine, type Answers } from '../connection/client.ts';
import { follow } from './follow.ts';

export type Status = Answers['status']['watch'] extends AsyncIterable<infer T> ? T : never;
export type Need = Status['apps'][number]['needs'][number];

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
