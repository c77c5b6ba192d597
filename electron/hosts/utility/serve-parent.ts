import { RPCHandler } from '@orpc/server/message-port';
import { tellingBugs } from '../../reports/call-errors.ts';
import type { EngineService } from '../../engine/index.ts';
import { toHoldfastError } from '../../../shared/model/errors.ts';
import { type FromEngine, type ToEngine, toEngine } from './messages.ts';
import type { EnginePort, ParentPort } from './parent-port.ts';

export type StartOptions = Omit<Extract<ToEngine, { kind: 'start' }>, 'kind'>;

export interface UtilityHost {
  readonly parent: ParentPort;
  start(options: StartOptions): Promise<Pick<EngineService, 'router' | 'close'>>;
  /** The computer went onto battery, or off it. */
  power(onBattery: boolean): void;
  /** A call ended in an error that is our own doing. */
  onBug(error: unknown): void;
  /** Ends the process. */
  exit(): void;
}

/** Serves the engine to every port that the parent hands over, from `start` to `close`. Ports that come before it is ready wait. */
export function serveParent(host: UtilityHost): void {
  const { parent } = host;
  let service: ReturnType<UtilityHost['start']> | undefined;
  const say = (message: FromEngine): void => parent.postMessage(message);

  parent.on('message', ({ data, ports }) => {
    const message = toEngine.parse(data);
    switch (message.kind) {
      case 'start': {
        if (service !== undefined) return;
        const { kind: _kind, ...options } = message;
        service = host.start(options);
        service.then(() => say({ kind: 'ready' }), (error: unknown) => say({ kind: 'failed', error: plain(error) }));
        return;
      }
      case 'connect':
        for (const port of ports) connect(service, port, (error) => host.onBug(error));
        return;
      case 'power':
        host.power(message.onBattery);
        return;
      case 'close':
        void close(service).then(() => say({ kind: 'closed' })).finally(() => host.exit());
    }
  });
}

function connect(service: ReturnType<UtilityHost['start']> | undefined, port: EnginePort, onBug: UtilityHost['onBug']): void {
  if (service === undefined) return port.close();
  service.then(
    ({ router }) => {
      new RPCHandler(router, { interceptors: [tellingBugs(onBug)] }).upgrade(port);
      port.start();
    },
    () => port.close(),
  );
}

/** What could not be started needs no closing, and what cannot be closed must not keep the program from ending. */
async function close(service: ReturnType<UtilityHost['start']> | undefined): Promise<void> {
  try {
    await (await service)?.close();
  } catch {
    return;
  }
}

function plain(error: unknown): Extract<FromEngine, { kind: 'failed' }>['error'] {
  const { code, message, nextStep } = toHoldfastError(error);
  return { code, message, nextStep };
}
