import Store from 'electron-store';

/** Values by their names, kept between two starts. */
export interface KeptValues {
  all(): Readonly<Record<string, unknown>>;
  /** Undefined forgets a value. Never throws. */
  set(change: Readonly<Record<string, unknown>>): void;
}

type Kept = Pick<Store, 'store' | 'set' | 'delete'>;

/** A small file of main's own beside the engine's settings, readable by this person alone. */
export function openKeptValues(name: string): KeptValues {
  return keptValues(() => new Store({ name, clearInvalidConfig: true, configFileMode: 0o600 }));
}

/**
 * What cannot be read is as if it had never been, and what cannot be written is known for as long as the program runs and written with the next change: a disk that is full of backups must not
 * end the program that makes them.
 */
export function keptValues(open: () => Kept): KeptValues {
  const unwritten = new Map<string, unknown>();
  let opened: Kept | undefined;

  return {
    all() {
      try {
        return { ...(opened ??= open()).store, ...Object.fromEntries(unwritten) };
      } catch {
        return Object.fromEntries(unwritten);
      }
    },
    set(change) {
      for (const [name, value] of Object.entries(change)) unwritten.set(name, value);
      try {
        const kept = (opened ??= open());
        for (const [name, value] of unwritten) {
          // It takes no value that is undefined.
          if (value === undefined) kept.delete(name);
          else kept.set(name, value);
          unwritten.delete(name);
        }
      } catch {
        // Another time.
      }
    },
  };
}
