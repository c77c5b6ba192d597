import { EventEmitter } from 'node:events';

/** Where what a port says goes: the other end in this process, or a link to another. */
interface Outlet {
  message(data: unknown): void;
  close(): void;
}

/** A port as Electron's main and utility processes have them: silent until `start`, closed with its other end. */
export class DoublePort extends EventEmitter {
  #outlet: Outlet | undefined;
  #waiting: unknown[] | undefined = [];
  #moved = false;
  #closed = false;

  static pair(): readonly [DoublePort, DoublePort] {
    const [a, b] = [new DoublePort(), new DoublePort()];
    a.connect(b);
    b.connect(a);
    return [a, b];
  }

  connect(outlet: DoublePort | Outlet): void {
    this.#outlet = outlet instanceof DoublePort ? { message: (data) => outlet.take(data), close: () => outlet.ended() } : outlet;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (this.#moved) throw new TypeError('A port that was sent on says nothing any more.');
    if (transfer.length > 0) throw new TypeError('The double sends ports only where they are first handed over.');
    // What is sent is a copy, as it is between processes.
    if (!this.#closed) this.#outlet?.message(structuredClone(message));
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.#emit(data);
  }

  close(): void {
    if (this.#closed) return;
    this.#outlet?.close();
    this.ended();
  }

  /** The other end said something. */
  take(data: unknown): void {
    if (this.#closed) return;
    if (this.#waiting === undefined) this.#emit(data);
    else this.#waiting.push(data);
  }

  /** The other end is gone. */
  ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => this.emit('close'));
  }

  /** Gives this end to another process: its owner here cannot use it any more. */
  moveTo(outlet: Outlet): { readonly say: (data: unknown) => void; readonly close: () => void } {
    if (this.#moved || this.#waiting === undefined) throw new TypeError('Only a port that is new can be sent.');
    this.#moved = true;
    const other = this.#outlet;
    this.on('message', (event: { readonly data: unknown }) => outlet.message(event.data));
    this.on('close', () => outlet.close());
    this.start();
    return {
      say: (data) => other?.message(data),
      close: () => {
        this.removeAllListeners('close');
        this.close();
      },
    };
  }

  #emit(data: unknown): void {
    // Messages between processes arrive later, never in the middle of what sent them.
    setImmediate(() => this.emit('message', { data, ports: [] }));
  }
}

/** Messages of one link between two processes; `id` names a port that was handed over. */
export type LinkMessage =
  | { readonly kind: 'message'; readonly channel?: string; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port-message'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly id: number };

/** This process' side of a link: ports are handed over, and what comes back finds them. */
export class Link {
  readonly #send: (message: LinkMessage) => void;
  readonly #ports = new Map<number, { readonly say: (data: unknown) => void; readonly close: () => void }>();
  #last = 0;

  constructor(send: (message: LinkMessage) => void) {
    this.#send = send;
  }

  send(data: unknown, transfer: readonly unknown[], channel?: string): void {
    const ports = transfer.map((port) => {
      if (!(port instanceof DoublePort)) throw new TypeError('Only ports can be handed over.');
      const id = ++this.#last;
      this.#ports.set(
        id,
        port.moveTo({ message: (said) => this.#send({ kind: 'port-message', id, data: said }), close: () => this.#closed(id) }),
      );
      return id;
    });
    this.#send({ kind: 'message', data: structuredClone(data), ports, ...(channel === undefined ? {} : { channel }) });
  }

  receive(message: Exclude<LinkMessage, { kind: 'message' }>): void {
    const port = this.#ports.get(message.id);
    if (message.kind === 'port-message') port?.say(message.data);
    else {
      this.#ports.delete(message.id);
      port?.close();
    }
  }

  /** The other process is gone, and its ends of the ports with it. */
  end(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #closed(id: number): void {
    if (this.#ports.delete(id)) this.#send({ kind: 'port-closed', id });
  }
}
