import { useEffect, useRef, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { type Answers, engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';

type Finished = Answers['places']['google']['finished'];

/** How far signing in to Google has come. */
export type SignInState =
  | { readonly kind: 'idle'; readonly stopped: boolean; readonly problem: PlainError | undefined }
  | { readonly kind: 'beginning' }
  | { readonly kind: 'waiting'; readonly address: string }
  | { readonly kind: 'signed-in'; readonly signIn: string; readonly finished: Finished };

export interface SignIn {
  readonly state: SignInState;
  readonly begin: (input: Parameters<typeof engine.places.google.begin>[0]) => void;
  /** Forgets it, whatever has come of it. */
  readonly stop: () => void;
}

const idle: SignInState = { kind: 'idle', stopped: false, problem: undefined };

/** Signing in to Google in the person's browser. Forgotten when what asked for it leaves the page. */
export function useSignIn(): SignIn {
  const [state, setState] = useState<SignInState>(idle);
  /** The one that counts: what comes of an earlier one is of no interest. */
  const current = useRef<AbortController>(undefined);

  function leave(): void {
    current.current?.abort();
    current.current = undefined;
  }
  useEffect(() => leave, []);

  async function run(input: Parameters<typeof engine.places.google.begin>[0], ending: AbortController): Promise<void> {
    const { signal } = ending;
    setState({ kind: 'beginning' });
    try {
      const { signIn, address } = await engine.places.google.begin(input);
      // An engine that cannot be reached has nothing to forget.
      const forget = (): void => void engine.places.google.cancel({ signIn }).catch(() => undefined);
      if (signal.aborted) return forget();
      signal.addEventListener('abort', forget, { once: true });
      openInBrowser(address);
      setState({ kind: 'waiting', address });
      const finished = await engine.places.google.finished({ signIn }, { signal });
      if (!signal.aborted) setState({ kind: 'signed-in', signIn, finished });
    } catch (error) {
      if (!signal.aborted) setState({ kind: 'idle', stopped: false, problem: toProblem(error) });
    }
  }

  return {
    state,
    begin(input) {
      leave();
      const ending = new AbortController();
      current.current = ending;
      void run(input, ending);
    },
    stop() {
      leave();
      setState((before) => ({ kind: 'idle', stopped: before.kind === 'waiting', problem: undefined }));
    },
  };
}

/** In the person's own browser: a tab opens another tab, and a window hands it to the system. */
function openInBrowser(address: string): void {
  window.open(address, '_blank', 'noopener,noreferrer');
}
