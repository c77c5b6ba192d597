import type { MessagePortMainLike } from '@orpc/client/message-port';

/** A port as Electron hands it to a utility process: silent until it is started. */
export interface EnginePort extends MessagePortMainLike {
  start(): void;
  close(): void;
}

/** The part of Electron's `process.parentPort` that is used; what stands in for it elsewhere has to do the same. */
export interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly EnginePort[] }) => void): unknown;
  postMessage(message: unknown): void;
}

/** @throws where this process has no such parent. */
export function parentPort(): ParentPort {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (!isParentPort(port)) throw new Error('This program is started by the desktop app. To use Holdfast without it: npm run holdfast.');
  return port;
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'on' in value && 'postMessage' in value;
}
