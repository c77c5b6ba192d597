import { useEffect, useState } from 'react';
import { engine } from './client.ts';
import type { ConnectionState } from './state.ts';
import { watchForSilence } from './silence.ts';

/** Whether the engine has not answered for so long that what a screen shows may be old news, though the connection stands. */
export function useSilence(state: ConnectionState): boolean {
  const [isSilent, setIsSilent] = useState(false);
  useEffect(() => {
    setIsSilent(false);
    if (state.kind !== 'open') return undefined;
    const ended = new AbortController();
    // Asks for what the engine has at hand.
    void watchForSilence((signal) => engine.places.google.about(undefined, { signal }), setIsSilent, ended.signal);
    return () => ended.abort();
    // Each connection anew: what was asked over the one before is never answered.
  }, [state]);
  return isSilent;
}
