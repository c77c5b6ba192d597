import { HoldfastError } from '../../shared/model/errors.ts';
import type { Invocation } from './invocation.ts';

/** Nothing that is a token or a key is longer. */
const longest = 64 * 1024;

/**
 * A secret from the environment variable that was named, else from standard input: asked for without showing it on a
 * terminal, read to its end otherwise. Never from an argument, where every user of the computer could read it.
 * @param what as in “Access token”.
 * @param option the option that names the variable, for the sentence.
 * @throws invalid-input when there is none; cancelled.
 */
export async function readSecret(invocation: Invocation, what: string, variable: string | undefined, option: string): Promise<string> {
  if (variable !== undefined) {
    const value = invocation.env[variable];
    if (value !== undefined && value.trim() !== '') return value.trim();
    throw new HoldfastError('invalid-input', `The environment variable that ${option} names is not set or empty.`, {
      nextStep: `Put the secret into that variable and name it with ${option}, or leave ${option} out and give it on standard input.`,
    });
  }
  const text = invocation.stdin.isTTY === true ? await askHidden(invocation, what) : await readAll(invocation);
  if (text.trim() !== '') return text.trim();
  throw new HoldfastError('invalid-input', `${what}: nothing was given.`, {
    nextStep: `Name the environment variable that holds it with ${option}, or give it on standard input.`,
  });
}

async function readAll({ stdin, signal }: Invocation): Promise<string> {
  let text = '';
  const stop = (): void => {
    stdin.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of stdin) {
      text += String(piece);
      if (text.length > longest) throw new HoldfastError('invalid-input', 'Standard input holds far more than a secret.', { nextStep: 'Give the secret alone.' });
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return text;
}

async function askHidden({ stdin, output, signal }: Invocation, what: string): Promise<string> {
  const [{ createInterface }, { Writable }] = await Promise.all([import('node:readline/promises'), import('node:stream')]);
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  process.stderr.write(`${what} (not shown while you type): `);
  try {
    // Reading a line in raw mode takes Ctrl-C for itself.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return await lines.question('', { signal });
  } finally {
    lines.close();
    output.message('');
  }
}
