/**
 * Faults a test can inject into the sample app.
 *
 * A fault is a matcher (which requests) and an action (what goes wrong). Faults are tried in the order they were added;
 * the first that matches and still has times left acts. They are decided before the request is served, so a fault on a
 * write means the write did not happen, unless the action says otherwise.
 *
 * ```ts
 * app.faults.add({ on: { kind: 'list-v2', entity: 'Order', nth: 3 }, do: { kind: 'rate-limited', retryAfter: '2' } });
 * const fault = app.faults.add({ on: {}, do: { kind: 'hang' }, times: 1 });
 * fault.hits();
 * app.faults.onRequest((request) => { if (request.kind === 'list-v2') app.edit.create('Order', { total: 1 }); });
 * ```
 */

/** The kinds of endpoint, as faults and statistics name them. */
export const endpointKinds = [
  'list', 'list-v2', 'get', 'count', 'create', 'bulk-create', 'bulk-update', 'update-many', 'upsert', 'aggregate', 'import',
  'update', 'delete', 'delete-many', 'trash', 'restore', 'restore-many', 'delete-permanent',
  'versions-info', 'checkpoints', 'snapshot', 'checkpoint-restore', 'restore-batch',
  'schemas', 'schema', 'schema-create', 'schemas-replace', 'openapi-spec',
  'me', 'update-me', 'invite', 'login', 'auth-token',
  'upload', 'upload-private', 'sign', 'download', 'download-private',
  'apps', 'app', 'public-settings', 'functions', 'function-call', 'agents', 'conversations', 'conversation', 'secrets',
  'app-logs', 'analytics', 'app-restore', 'unknown',
] as const;
export type EndpointKind = (typeof endpointKinds)[number];

/** Which requests a fault is for. What is left out matches everything; `{}` matches every request. */
export interface FaultMatch {
  readonly kind?: EndpointKind | readonly EndpointKind[];
  /** The entity in the path, `User` included. */
  readonly entity?: string;
  /** HTTP method in capitals. */
  readonly method?: string;
  /** Part of the path and query as they were sent. */
  readonly path?: string;
  /** Only the n-th request (from 1) that the rest of this matcher matches, counted from when the fault was added. */
  readonly nth?: number;
  /** Every n-th such request. */
  readonly every?: number;
  /** All such requests but the first n. */
  readonly after?: number;
}

export type FaultAction =
  /** 429. `retryAfter` is the header's value, in seconds or as an HTTP date; without it there is no such header, as Base44 documents none. */
  | { readonly kind: 'rate-limited'; readonly retryAfter?: string }
  /** An HTML page in place of JSON, with status 500 unless another is given (200: a captive portal). */
  | { readonly kind: 'html'; readonly status?: number }
  /** 500 with `error_type: ObjectNotFoundError`, which Base44 answers where a 404 is meant. */
  | { readonly kind: 'object-not-found' }
  /** Any status with any JSON body. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: unknown; readonly headers?: { readonly [name: string]: string } }
  /** The request is served in full, and then the answer is replaced by a 500: "done, but reported failed". */
  | { readonly kind: 'fail-after' }
  /** Never answers; the connection stays open until the client or `stop` ends it. */
  | { readonly kind: 'hang' }
  /** Sends this many bytes of the right answer and then nothing more. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Waits before serving. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Breaks the connection: at once, or after this many bytes of the right answer's body (not more than half of it). */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Stops listening and breaks every connection; connections are refused until `ms` have passed, then it listens again on the same port. */
  | { readonly kind: 'refuse'; readonly ms: number }
  /** From this request on the caller's token has expired: 401. */
  | { readonly kind: 'token-expires' }
  /** From this request on the caller's token may only read. */
  | { readonly kind: 'token-read-only' }
  /** For bulk-create: the first `rows` are written, then 500. */
  | { readonly kind: 'partial-bulk'; readonly rows: number }
  /** A page holds at most `rows` records though more remain; the cursor goes on right behind them. Legal, and easily taken for the end. */
  | { readonly kind: 'short-page'; readonly rows: number }
  /** The last `rows` records are silently missing from a page; the cursor goes on behind them. */
  | { readonly kind: 'drop-rows'; readonly rows: number }
  /** The page is right, but its cursor leads to the same page again (for list: the request after it gets this page once more). */
  | { readonly kind: 'repeat-page' }
  /** A whole page, but with nothing to tell that more follows: `has_more` false and no cursor. */
  | { readonly kind: 'lost-cursor' }
  /** 400 for the cursor, as for one that has expired or belongs to another query. */
  | { readonly kind: 'cursor-refused' }
  /** 200, but the JSON is cut off in the middle, with a matching Content-Length. */
  | { readonly kind: 'cut-json' }
  /** A CSV import that answers 200 with `status: "error"`, having created nothing. */
  | { readonly kind: 'import-error' }
  /** Calls this, waits for it, then serves the request as usual. */
  | { readonly kind: 'run'; readonly run: (request: FaultRequest) => void | Promise<void> };

export interface Fault {
  readonly on: FaultMatch;
  readonly do: FaultAction;
  /** How often it acts at most; without end when absent (once when `on.nth` is given). */
  readonly times?: number;
}

export type FaultPlan = readonly Fault[];

/** A request as matchers and hooks see it. */
export interface FaultRequest {
  readonly kind: EndpointKind;
  readonly entity: string | undefined;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly path: string;
}

export interface FaultHandle {
  /** How often it has acted. */
  hits(): number;
  remove(): void;
}

export interface FaultControls {
  add(fault: Fault): FaultHandle;
  /** Removes every fault and hook; tokens that a fault made expire or read-only are as before. */
  clear(): void;
  /** Called before each request is served, after faults were decided; a promise is waited for. Returns what takes it away again. */
  onRequest(hook: (request: FaultRequest) => void | Promise<void>): () => void;
  /** Stops listening and breaks every connection now, and listens again after `ms`. Resolves once connections are refused. */
  refuseConnections(ms: number): Promise<void>;
}
