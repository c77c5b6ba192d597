import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Keychain } from '../../electron/engine/ports/keychain.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import { installCommand, isInstalled, systemPrograms } from '../system-packages.ts';

export interface KeychainQuestion {
  readonly call: 'get' | 'set' | 'delete';
  readonly name: string;
  readonly secret?: string;
}

export interface KeychainAnswer {
  readonly secret?: string;
  readonly error?: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly nextStep: string;
    readonly details: Readonly<Record<string, string | number | boolean>>;
    readonly cause: string;
  };
}

/** Why a real keychain cannot be had here, with the command that changes it; undefined when it can. */
export function noKeyringBecause(): string | undefined {
  if (process.platform !== 'linux') return 'reason: the real keychain is tested on Linux, against gnome-keyring';
  const missing = (['keyring', 'dbus', 'secretTool'] as const).filter((name) => !isInstalled(name)).map((name) => systemPrograms[name]);
  return missing.length === 0 ? undefined : `reason: no keychain to test with; ${installCommand(missing)}`;
}

export interface KeyringSession {
  /** The keychain as a new process in this session sees it. */
  open(): Keychain;
  /** What another program prints in this session. */
  run(command: string, args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** A D-Bus session with a gnome-keyring in that state, apart from this computer's own. `no-bus`: nothing at all. */
export async function startKeyringSession(state: 'unlocked' | 'locked' | 'none' | 'no-bus'): Promise<KeyringSession> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-keyring-'));
  const environment: NodeJS.ProcessEnv = { PATH: process.env['PATH'], HOME: home };
  let session: ChildProcessWithoutNullStreams | undefined;
  if (state !== 'no-bus') {
    // The session lives for as long as its command's input stays open.
    session = spawn(join(import.meta.dirname, 'with-keyring.sh'), [state, 'sh', '-c', 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'], { env: environment });
    environment['DBUS_SESSION_BUS_ADDRESS'] = await firstLine(session);
  }
  const children: ChildProcessWithoutNullStreams[] = [];
  return {
    open() {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'keychain-child.ts')], { env: environment });
      children.push(child);
      return keychainOf(child);
    },
    async run(command, args) {
      const child = spawn(command, args, { env: environment });
      child.stdin.end();
      const pieces: Buffer[] = [];
      for await (const piece of child.stdout) pieces.push(piece as Buffer);
      return Buffer.concat(pieces).toString();
    },
    async close() {
      for (const child of children) await ended(child);
      if (session !== undefined) await ended(session);
      await rm(home, { recursive: true, force: true });
    },
  };
}

function keychainOf(child: ChildProcessWithoutNullStreams): Keychain {
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stderr.pipe(process.stderr);
  let last: Promise<unknown> = Promise.resolve();
  const ask = (question: KeychainQuestion): Promise<string | undefined> => {
    const result = last.then(async () => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const line = await answers.next();
      if (line.done === true) throw new Error('the keychain process ended');
      const answer = JSON.parse(line.value) as KeychainAnswer;
      if (answer.error === undefined) return answer.secret;
      const { code, message, nextStep, details, cause } = answer.error;
      throw new HoldfastError(code, message, { nextStep, details, cause });
    });
    last = result.catch(() => undefined);
    return result;
  };
  return {
    protection: 'os-keychain',
    get: (name) => ask({ call: 'get', name }),
    async set(name, secret) {
      await ask({ call: 'set', name, secret });
    },
    async delete(name) {
      await ask({ call: 'delete', name });
    },
  };
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the keyring session did not start');
}

function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
    child.stdin.end();
  });
}
