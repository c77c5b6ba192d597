const mostFrames = 25;

/**
 * The places in the page's own scripts that a stack names, as `assets/index-Ab12.js:1:234`. A stack is text that an error's message is part of: only scripts that this page
 * loaded count, and of them nothing but the place.
 * @param scripts whole addresses
 */
export function ownFrames(stack: string, scripts: ReadonlySet<string>): readonly string[] {
  const frames: string[] = [];
  for (const line of stack.slice(0, 100_000).split('\n')) {
    const [, address = '', row = '', column = ''] = /^\s+at (?:.{0,300}? \()?([^\s()]{1,500}):(\d{1,7}):(\d{1,7})\)?$/.exec(line) ?? [];
    const name = /\/(assets\/[\w.-]{1,80}\.js)$/.exec(address)?.[1];
    if (name !== undefined && scripts.has(address)) frames.push(`${name}:${row}:${column}`);
    if (frames.length === mostFrames) break;
  }
  return frames;
}

/** Addresses of the scripts that this page has loaded. */
export function loadedScripts(): ReadonlySet<string> {
  const linked = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src);
  const preloaded = [...document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"]')].map(({ href }) => href);
  return new Set([...linked, ...preloaded, ...performance.getEntriesByType('resource').map(({ name }) => name)].filter((address) => address.startsWith(`${location.origin}/`)));
}
