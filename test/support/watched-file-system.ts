import type { FileHandle } from 'node:fs/promises';
import type { FileSystem } from '../../electron/engine/destinations/local-folder/file-system.ts';
import { nodeFileSystem } from '../../electron/engine/destinations/local-folder/file-system.ts';

/** One call to the operating system, in the order they began. */
export interface FileCall {
  /** 1 for the first. */
  readonly number: number;
  /** `open`, `rename` …, or `write`, `datasync`, `sync`, `read`, `stat of open file`, `close` on an open one. */
  readonly name: string;
  readonly path: string;
  /** Where a rename or link goes. */
  readonly to?: string;
}

export interface FileHooks {
  /** What it throws or never settles on happens to the call instead of the call. */
  readonly before?: (call: FileCall) => void | Promise<void>;
  readonly after?: (call: FileCall) => void | Promise<void>;
}

/** The real file system, with a hook before and after every call that a local folder makes. */
export function watchedFileSystem(hooks: FileHooks): { readonly fs: FileSystem; readonly calls: readonly FileCall[] } {
  const calls: FileCall[] = [];
  const watch = async <T>(name: string, path: string, happen: () => Promise<T>, to?: string): Promise<T> => {
    const call: FileCall = { number: calls.length + 1, name, path, ...(to === undefined ? {} : { to }) };
    calls.push(call);
    await hooks.before?.(call);
    const result = await happen();
    await hooks.after?.(call);
    return result;
  };
  const watchHandle = (handle: FileHandle, path: string): FileHandle =>
    new Proxy(handle, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function' || typeof property !== 'string') return value;
        const name = property === 'stat' ? 'stat of open file' : property;
        return async (...args: unknown[]) => {
          try {
            return await watch(name, path, async () => (await Reflect.apply(value, target, args)) as unknown);
          } finally {
            // A close that fails closes all the same.
            if (name === 'close') await target.close();
          }
        };
      },
    });
  const real: FileSystem = nodeFileSystem;
  const fs = new Proxy(real, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function' || typeof property !== 'string') return value;
      return async (...args: unknown[]) => {
        const [path, second] = args;
        const to = property === 'rename' || property === 'link' ? String(second) : undefined;
        if (property !== 'open') return watch(property, String(path), async () => (await Reflect.apply(value, target, args)) as unknown, to);
        let handle: FileHandle | undefined;
        try {
          return await watch('open', String(path), async () => {
            handle = (await Reflect.apply(value, target, args)) as FileHandle;
            return watchHandle(handle, String(path));
          });
        } catch (error) {
          await handle?.close();
          throw error;
        }
      };
    },
  });
  return { fs, calls };
}

/** An error as the operating system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected for a test`), { code });
}

/** As FAT and exFAT drives are. */
export const withoutHardLinks: FileSystem = watchedFileSystem({
  before(call) {
    if (call.name === 'link') throw systemError('EPERM');
  },
}).fs;
