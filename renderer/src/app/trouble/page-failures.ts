import { engine } from '../connection/client.ts';
import { isConnectionLost } from '../connection/problem.ts';
import { loadedScripts, ownFrames } from './own-frames.ts';

type FailureKind = Parameters<typeof engine.reports.failed>[0]['kind'];

/** A page that fails in a loop says enough with its first few failures. */
const most = 5;
const waitMs = 5000;
const told = new Set<string>();

/** Has a report kept of what failed in the page: of which kind it was and where, never its words. Nobody waits for it. @returns whether one was kept just now. */
export async function tellFailure(kind: FailureKind, error: unknown): Promise<boolean> {
  const { name, stack } = error instanceof Error ? error : { name: 'unknown', stack: undefined };
  const frames = [...ownFrames(stack ?? '', loadedScripts())];
  const signature = `${kind} ${name} ${frames[0] ?? ''}`;
  if (told.has(signature) || told.size >= most) return false;
  told.add(signature);
  try {
    const { kept } = await engine.reports.failed({ kind, name: name.slice(0, 60), frames }, { signal: AbortSignal.timeout(waitMs) });
    return kept;
  } catch {
    // Without an engine there is nobody to keep it; what failed is told on the screen all the same.
    return false;
  }
}

/** Errors that no part of the page caught, and what nobody waited for. `onKept`: a person is to hear of it. */
export function watchForFailures(onKept: () => void, signal: AbortSignal): void {
  window.addEventListener(
    'error',
    ({ error }: { readonly error: unknown }) => {
      // What the browser says of itself (a ResizeObserver that is behind) comes without an error.
      if (error instanceof Error) void tell('page-error', error);
    },
    { signal },
  );
  window.addEventListener(
    'unhandledrejection',
    ({ reason }: { readonly reason: unknown }) => {
      if (!isConnectionLost(reason)) void tell('page-rejection', reason);
    },
    { signal },
  );

  async function tell(kind: FailureKind, error: unknown): Promise<void> {
    if (await tellFailure(kind, error)) onKept();
  }
}
