/** The name of the world that a preload script has to itself, as Electron's context isolation gives it one. */
export const isolatedWorld = 'Electron Isolated Context';
/** Only that world has it: how it speaks to main. */
export const binding = '__electronDouble';

/**
 * The preload's bundle as a script for that world: with the `require('electron')` of a sandboxed preload, in which there is
 * `ipcRenderer` and no Node. Ports become real message ports of the page.
 */
export function preloadScript(bundle: string): string {
  return `(() => {
  if (window !== window.top || location.protocol !== 'https:') return;
  const say = globalThis.${binding};
  delete globalThis.${binding};
  const ports = new Map();
  const listeners = new Map();
  const bytes = (value) => (value instanceof Uint8Array ? { base64: btoa(String.fromCharCode(...value)) } : { value });
  const plain = (data) => ('base64' in data ? Uint8Array.from(atob(data.base64), (letter) => letter.charCodeAt(0)) : data.value);
  globalThis.__electronDoubleHear = (text) => {
    const message = JSON.parse(text);
    if (message.kind === 'port-message') ports.get(message.id)?.postMessage(plain(message.data));
    else if (message.kind === 'port-closed') {
      ports.get(message.id)?.close();
      ports.delete(message.id);
    } else {
      const given = message.ports.map((id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.onmessage = ({ data }) => say(JSON.stringify({ kind: 'port-message', id, data: bytes(data) }));
        port1.addEventListener('close', () => say(JSON.stringify({ kind: 'port-closed', id })));
        return port2;
      });
      for (const listener of listeners.get(message.channel) ?? []) listener({ ports: given }, plain(message.data));
    }
  };
  const ipcRenderer = {
    on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    send: (channel, ...args) => say(JSON.stringify({ kind: 'ipc', channel, args })),
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('module not found: ' + name);
    return { ipcRenderer };
  };
  ((require, module, exports) => {
${bundle}
  })(require, { exports: {} }, {});
})();`;
}

export const openBinding = '__windowOpens';

/**
 * For the page itself: what opens a window asks main, and gets null, as in Electron when main denies it. (Letting Chromium open
 * one and closing it freezes the page while a second client looks on.)
 */
export const openScript = `(() => {
  const ask = window.${openBinding};
  delete window.${openBinding};
  window.open = (url = 'about:blank') => {
    ask(new URL(url, document.baseURI).href);
    return null;
  };
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.target === '_blank');
    if (link === undefined) return;
    event.preventDefault();
    ask(link.href);
  }, true);
})();`;
