import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Link, type LinkMessage } from './ports.ts';

/** A utility process as a Node process of its own, running the same bundled program. */
export class DoubleUtilityProcess extends EventEmitter {
  static readonly running = new Set<DoubleUtilityProcess>();
  readonly #child: ChildProcess;
  readonly #link: Link;

  constructor(program: string, args: readonly string[], options: Electron.ForkOptions) {
    super();
    this.#child = fork(program, [...args], {
      execArgv: ['--import', fileURLToPath(new URL('./utility-child.ts', import.meta.url))],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      ...(options.env === undefined ? {} : { env: { ...options.env } }),
    });
    this.#link = new Link((message) => void (this.#child.connected && this.#child.send(message, () => undefined)));
    DoubleUtilityProcess.running.add(this);
    this.#child.on('message', (message: LinkMessage) => {
      if (message.kind === 'message') this.emit('message', message.data);
      else this.#link.receive(message);
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('exit', (code) => {
      DoubleUtilityProcess.running.delete(this);
      this.#link.end();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.#link.send(message, transfer);
  }

  kill(): boolean {
    return this.#child.kill();
  }

  /** Fails by an error that nobody catches. */
  fail(message: string, as: 'error' | 'rejection'): void {
    this.#child.send({ kind: 'fail', message, as });
  }

  /** As a crash ends it. */
  crash(): void {
    this.#child.kill('SIGKILL');
  }
}

export const utilityProcess = {
  fork: (program: string, args: readonly string[] = [], options: Electron.ForkOptions = {}) => new DoubleUtilityProcess(program, args, options),
};

utilityProcess satisfies { fork: (...given: Parameters<typeof Electron.utilityProcess.fork>) => Pick<Electron.UtilityProcess, 'postMessage' | 'kill' | 'pid'> };
