import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import { driveCapabilities, type GoogleDrivePlace, openGoogleDrive } from './google-drive.ts';

/**
 * The place, asked for nothing before its first call: opening it takes requests, which can fail for a reason that passes and must be
 * possible to stop. A failed opening is the failure of the call; the next call opens anew.
 * @throws as the calls of the port: as `openGoogleDrive`
 */
export function openGoogleDriveWhenUsed(place: GoogleDrivePlace): ObjectStore {
  return new OpenedWhenUsed((options) => openGoogleDrive(place, options));
}

class OpenedWhenUsed implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly #open: (options: CallOptions) => Promise<ObjectStore>;
  #opening: Promise<ObjectStore> | undefined;

  constructor(open: (options: CallOptions) => Promise<ObjectStore>) {
    this.#open = open;
    this.capabilities = { ...driveCapabilities, freeSpace: async (options) => (await this.#store(options.signal)).capabilities.freeSpace?.(options) };
  }

  async put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    return (await this.#store(options.signal)).put(key, body, options);
  }

  async get(key: string, options: GetOptions): Promise<Uint8Array> {
    return (await this.#store(options.signal)).get(key, options);
  }

  async stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return (await this.#store(options.signal)).stat(key, options);
  }

  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    yield* (await this.#store(options.signal)).list(prefix, options);
  }

  async delete(key: string, options: CallOptions): Promise<void> {
    return (await this.#store(options.signal)).delete(key, options);
  }

  async #store(signal: AbortSignal): Promise<ObjectStore> {
    for (;;) {
      throwIfCancelled(signal);
      const opening = (this.#opening ??= this.#open({ signal }));
      try {
        return await opening;
      } catch (error) {
        if (this.#opening === opening) this.#opening = undefined;
        // Whoever began to open it was stopped, and this call was not.
        if (!isHoldfastError(error, 'cancelled') || signal.aborted) throw error;
      }
    }
  }
}
