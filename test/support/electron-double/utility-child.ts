import { EventEmitter } from 'node:events';
import { failBy } from './fail-by.ts';
import { DoublePort, type LinkMessage } from './ports.ts';

/** Loaded before a program that `utilityProcess.fork` starts: gives it `process.parentPort`, and ends it with its parent. */
const parent = new EventEmitter();
const ports = new Map<number, DoublePort>();
let waiting: (() => void)[] | undefined = [];

// What it says to a parent that has gone is heard by nobody: `disconnect` ends it, as Electron's utility process ends with its parent.
const say = (message: LinkMessage): void => void process.send?.(message, () => undefined);

process.on('message', (message: LinkMessage | { readonly kind: 'fail'; readonly message: string; readonly as: 'error' | 'rejection' }) => {
  if (message.kind === 'fail') failBy(message.message, message.as);
  else if (message.kind === 'port-message') ports.get(message.id)?.take(message.data);
  else if (message.kind === 'port-closed') {
    ports.get(message.id)?.ended();
    ports.delete(message.id);
  } else {
    const event = { data: message.data, ports: message.ports.map((id) => port(id)) };
    if (waiting === undefined) parent.emit('message', event);
    else waiting.push(() => parent.emit('message', event));
  }
});
process.on('disconnect', () => process.exit());

// The program listens some time after it was started.
parent.on('newListener', (name) => {
  if (name !== 'message' || waiting === undefined) return;
  const held = waiting;
  waiting = undefined;
  setImmediate(() => held.forEach((emit) => emit()));
});

const parentPort = Object.assign(parent, { postMessage: (data: unknown) => say({ kind: 'message', data, ports: [] }) });
parentPort satisfies Pick<Electron.ParentPort, 'postMessage'>;
Object.defineProperty(process, 'parentPort', { value: parentPort });

function port(id: number): DoublePort {
  const made = new DoublePort();
  made.connect({ message: (data) => say({ kind: 'port-message', id, data }), close: () => say({ kind: 'port-closed', id }) });
  ports.set(id, made);
  return made;
}
