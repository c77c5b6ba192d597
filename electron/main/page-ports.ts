import { type IpcMainEvent, MessageChannelMain, type MessagePortMain, type WebContents, ipcMain } from 'electron';
import { portsChannel } from '../preload/channel.ts';
import type { EngineProcess } from './engine-process.ts';
import { engineUnavailable } from './engine-unavailable.ts';
import { isOwnPage } from './sender.ts';

/** Answers calls that come over a port. */
export interface PortServer {
  upgrade(port: MessagePortMain): void;
}

export interface PagePortsOptions {
  readonly engine: Pick<EngineProcess, 'state' | 'onState' | 'openPort'>;
  readonly desktop: PortServer;
  readonly ownsWindow: (contents: WebContents) => boolean;
  readonly onRefused: (what: string) => void;
}

/**
 * Gives each of our pages its two ports when it asks, and new ones whenever the engine was started anew. Asking is all a page can
 * do here; who is not our page gets nothing, not even an answer.
 */
export function servePagePorts({ engine, desktop, ownsWindow, onRefused }: PagePortsOptions): void {
  const pages = new Set<WebContents>();

  ipcMain.on(portsChannel, (event) => {
    if (!isOwnPage({ ownWindow: ownsWindow(event.sender), frame: event.senderFrame })) {
      onRefused(`ports, to ${event.senderFrame?.origin ?? 'a frame that is gone'}`);
      return;
    }
    remember(event);
    deliver(event.sender);
  });
  engine.onState(() => pages.forEach((page) => deliver(page)));

  function remember({ sender }: IpcMainEvent): void {
    if (pages.has(sender)) return;
    pages.add(sender);
    sender.once('destroyed', () => pages.delete(sender));
  }

  /** A page that comes while the engine starts waits: it hears again when there is something to say. */
  function deliver(page: WebContents): void {
    const port = enginePort(engine);
    if (port === undefined) return;
    const ports = [port, served(desktop)];
    try {
      page.mainFrame.postMessage(portsChannel, null, ports);
    } catch {
      // A page that crashed has no frame; loaded anew, it asks again.
      for (const each of ports) each.close();
    }
  }
}

function enginePort(engine: PagePortsOptions['engine']): MessagePortMain | undefined {
  const { state } = engine;
  if (state.kind === 'failed') return served(engineUnavailable(state.error));
  return engine.openPort();
}

function served(server: PortServer): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  server.upgrade(port1);
  port1.start();
  return port2;
}
