import { spawn } from 'node:child_process';

/** The system's own way to open an address. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address in the person's browser. Nobody waits for it, and a computer without a browser is no error: the address is printed too. */
export function openInBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [command, ...args] = openers[platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true, env: withoutSecrets(process.env) });
  child.on('error', () => undefined);
  child.unref();
}

/** The environment without what was given to Holdfast in it: a browser that this starts would carry it for as long as it runs, and hand it to all that it starts itself. */
export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:HOLDFAST|AWS)_|TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY/i.test(name)));
}

/** Whether this session has a screen to open a browser on. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}
