import { orCancelled } from '../ports/cancel.ts';

/** What somebody may shut for a while: who passes waits until it is open. */
export class PauseGate {
  #shut: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  shut(): void {
    if (this.#shut !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#shut = { opened: promise, open: resolve };
  }

  open(): void {
    this.#shut?.open();
    this.#shut = undefined;
  }

  /** @throws cancelled */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.#shut !== undefined) await orCancelled(this.#shut.opened, signal);
  }
}
