import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { PlainError } from '../../shared/model/errors.ts';
import { type ToEngine, fromEngine } from '../hosts/utility/messages.ts';
import { createRestartPolicy } from './restart-policy.ts';
import { strings } from './strings.ts';

export type EngineState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly again: boolean }
  /** It could not start, or crashed; `final`: it is not tried again before `tryAgain`. */
  | { readonly kind: 'failed'; readonly error: PlainError; readonly final: boolean }
  | { readonly kind: 'closed' };

export interface EngineProcessOptions {
  /** The bundled program of electron/hosts/utility. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly start: Omit<Extract<ToEngine, { kind: 'start' }>, 'kind'>;
  /** It ended and nobody asked it to; with what. */
  readonly onGone: (exit: number) => void;
}

/** What could not be started, a locked home say, is tried again after this, for as long as the app runs. */
const retryMs = 20_000;
/** A backup that runs has to put down where it is; nothing takes longer than that. */
const closeMs = 15_000;

/**
 * The engine's process: started, watched, started anew after a crash, and closed. Ports are of the process that runs now: they
 * close with it, and `onState` says `ready` when there is a new one to ask for ports.
 */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #policy = createRestartPolicy();
  readonly #listeners = new Set<(state: EngineState) => void>();
  #state: EngineState = { kind: 'starting' };
  #child: UtilityProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #crashed = false;
  #onBattery: boolean | undefined;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  onState(listener: (state: EngineState) => void): void {
    this.#listeners.add(listener);
  }

  start(): void {
    this.#become({ kind: 'starting' });
    const child = utilityProcess.fork(this.#options.program, [], { serviceName: 'Holdfast engine', stdio: 'inherit', env: { ...this.#options.env } });
    this.#child = child;
    child.on('message', (message: unknown) => {
      if (this.#child === child) this.#hear(fromEngine.parse(message));
    });
    child.on('exit', (exit) => {
      if (this.#child === child) this.#gone(exit);
    });
    this.#say({ kind: 'start', ...this.#options.start });
    if (this.#onBattery !== undefined) this.#say({ kind: 'power', onBattery: this.#onBattery });
  }

  /** A person asked for it after it was given up. */
  tryAgain(): void {
    this.#policy.forget();
    if (this.#state.kind === 'failed') this.start();
  }

  /** Told to the process that runs now, and to each that comes after it. */
  power(onBattery: boolean): void {
    this.#onBattery = onBattery;
    this.#say({ kind: 'power', onBattery });
  }

  /** A port to the engine that runs now; undefined while there is none. */
  openPort(): MessagePortMain | undefined {
    if (this.#state.kind !== 'ready' || this.#child === undefined) return undefined;
    const { port1, port2 } = new MessageChannelMain();
    this.#child.postMessage({ kind: 'connect' } satisfies ToEngine, [port1]);
    return port2;
  }

  /** Lets it put everything down, and ends it if that takes too long. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    this.#become({ kind: 'closed' });
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#say({ kind: 'close' });
    const timer = setTimeout(() => child.kill(), closeMs);
    await ended;
    clearTimeout(timer);
  }

  #say(message: ToEngine): void {
    this.#child?.postMessage(message);
  }

  #hear(message: ReturnType<typeof fromEngine.parse>): void {
    switch (message.kind) {
      case 'ready':
        this.#become({ kind: 'ready', again: this.#crashed });
        this.#crashed = false;
        return;
      case 'failed':
        this.#become({ kind: 'failed', error: message.error, final: false });
        this.#child?.kill();
        return;
      case 'closed':
    }
  }

  #gone(exit: number): void {
    this.#child = undefined;
    if (this.#state.kind === 'closed') return;
    if (this.#state.kind === 'failed') return this.#startAfter(retryMs);
    this.#crashed = true;
    this.#options.onGone(exit);
    const pause = this.#policy.afterCrash(Date.now());
    this.#become({ kind: 'failed', error: { code: 'bug', message: strings.engine.stopped, nextStep: strings.engine.stoppedNext }, final: pause === undefined });
    if (pause !== undefined) this.#startAfter(pause);
  }

  #startAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#state.kind === 'failed' && this.#child === undefined) this.start();
    }, ms);
  }

  #become(state: EngineState): void {
    if (this.#state.kind === 'closed') return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
