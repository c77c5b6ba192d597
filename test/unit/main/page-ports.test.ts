import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import type { EngineState } from '../../../electron/main/engine-process.ts';
import { type PagePortsOptions, servePagePorts } from '../../../electron/main/page-ports.ts';
import { portsChannel } from '../../../electron/preload/channel.ts';
import { ipcMain } from '../../support/electron-double/app.ts';

vi.mock('electron', async () => ({ ...(await import('../../support/electron-double/desktop.ts')), ipcMain: (await import('../../support/electron-double/app.ts')).ipcMain }));

/** A page of ours, until its process ends: then Electron throws at whoever uses its frame. */
class Page extends EventEmitter {
  hasCrashed = false;
  readonly got: number[] = [];
  readonly mainFrame = {
    origin: 'app://holdfast',
    parent: null,
    postMessage: (_channel: string, _message: unknown, ports: readonly unknown[]): void => {
      if (this.hasCrashed) throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      this.got.push(ports.length);
    },
  };
}

it('news of the engine reach every page but the one that crashed, which asks again', () => {
  const listeners: ((state: EngineState) => void)[] = [];
  const state: EngineState = { kind: 'failed', error: { code: 'bug', message: 'The engine stopped.', nextStep: 'It is started again.' }, final: false };
  const engine: PagePortsOptions['engine'] = { state, onState: (listener) => void listeners.push(listener), openPort: () => undefined };
  servePagePorts({ engine, desktop: { upgrade: () => undefined }, ownsWindow: () => true, onRefused: () => undefined });
  const [crashed, other] = [new Page(), new Page()];
  for (const page of [crashed, other]) ipcMain.emit(portsChannel, { sender: page, senderFrame: page.mainFrame });
  expect([crashed.got, other.got]).toEqual([[2], [2]]);
  crashed.hasCrashed = true;
  for (const tell of listeners) tell(state);
  expect([crashed.got, other.got]).toEqual([[2], [2, 2]]);
  crashed.hasCrashed = false;
  ipcMain.emit(portsChannel, { sender: crashed, senderFrame: crashed.mainFrame });
  expect(crashed.got).toEqual([2, 2]);
});
