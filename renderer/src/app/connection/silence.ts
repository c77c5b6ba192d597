/** An engine that is at work answers within a second or two; what says nothing for so long is stuck, or gone without a word. */
const patienceMs = 40_000;
const everyMs = 20_000;

/**
 * Asks again and again whether the other side still answers, until the signal fires. A connection that stands open says nothing of that, and what a page showed last
 * would stay green for as long as nobody takes it down.
 * @param ask anything that is answered at once
 * @param tell hears of silence, and of the first answer after it
 */
export async function watchForSilence(ask: (signal: AbortSignal) => Promise<unknown>, tell: (isSilent: boolean) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let isSilent = false;
    const timer = setTimeout(() => {
      isSilent = true;
      if (!signal.aborted) tell(true);
    }, patienceMs);
    // A refusal is an answer; that the connection broke is told by those who hold it.
    await ask(signal).catch(() => undefined);
    clearTimeout(timer);
    if (isSilent && !signal.aborted) tell(false);
    await pause(everyMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
