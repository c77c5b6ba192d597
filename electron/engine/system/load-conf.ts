import type Conf from 'conf';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * electron-store's own writer of files, loaded when something is first written.
 *
 * It brings a guard along (when-exit 2.1: dist/node/interceptor.js) that answers each signal by sending it to this process once more. For a program
 * that stops gently at the first Ctrl-C and at once at the second, one would be two. The guard is taken off the signals that a program answers itself;
 * a temporary file it would have removed is removed at the next writing.
 */
export async function loadConf(): Promise<typeof Conf> {
  const loaded = await import('conf');
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (/^\(\) => this\.exit\(signal\)$/.test(String(listener))) process.off(signal, listener);
  }
  return loaded.default;
}
