import { ipcRenderer } from 'electron';
import { portsMessage } from '../../shared/contract/ports.ts';
import { portsChannel } from './channel.ts';

/** Hands the page its ports (shared/contract/ports.ts), now and whenever main sends new ones; the page gets nothing else of Electron. */
ipcRenderer.on(portsChannel, (event) => window.postMessage({ kind: portsMessage }, window.location.origin, [...event.ports]));

// The page's scripts have run by then, so that it hears what is posted.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ask, { once: true });
else ask();

function ask(): void {
  ipcRenderer.send(portsChannel);
}
