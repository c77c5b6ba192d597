/**
 * How a page in the window reaches the engine. Main makes one message port to the engine (`contract`) and one to itself
 * (`desktopContract`) for each page; the preload hands both on and keeps neither:
 *
 *     window.postMessage({ kind: portsMessage }, location.origin, [engine, desktop])
 *
 * The page listens from its first script on (a listener registered later misses them), and takes only a message whose
 * `source` is its own window and whose `origin` is its own. A port has to be started (`port.start()`).
 *
 * The same message comes again, with two new ports, whenever the engine was started anew; the old ports close then, which
 * fails what was under way. The client swaps to the new pair and asks again for what is on screen.
 */
export const portsMessage = 'holdfast-ports';

/** `<meta name="holdfast-host" content="window">` is filled in by the host of the window: a page that has it waits for ports. */
export const hostMeta = 'holdfast-host';

/** `<meta name="style-nonce" content="…">` is filled in by every host, for the styles that scripts add. */
export const styleNonceMeta = 'style-nonce';

/** The page's address in the window. */
export const appScheme = 'app';
export const appOrigin = 'app://holdfast';
