/** What can go wrong at the simulated Google, on command. */

export type RequestKind = 'authorize' | 'token' | 'about' | 'list' | 'get' | 'media' | 'create' | 'update' | 'delete' | 'upload-start' | 'upload' | 'upload-status' | 'unknown';

export type GoogleFault =
  /** Drive's error with that reason, or any JSON body. */
  | { readonly kind: 'status'; readonly status: number; readonly reason?: string; readonly location?: string; readonly retryAfter?: string; readonly body?: unknown }
  /** A page in place of an answer, with status 500 unless another is given (200: a network that wants to be signed in to). */
  | { readonly kind: 'html'; readonly status?: number }
  /** Any JSON with status 200. */
  | { readonly kind: 'answer'; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Breaks the connection and does nothing. */
  | { readonly kind: 'reset' }
  /** Does what was asked, and breaks the connection before the answer: "done, but reported failed". */
  | { readonly kind: 'lose-answer' }
  /** Breaks the connection after this many bytes of the answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Upload: keeps this many bytes of the request; says so (308), or answers with a status as if nothing had been kept. */
  | { readonly kind: 'take'; readonly bytes: number; readonly status?: number }
  /** Upload: Drive no longer knows it. */
  | { readonly kind: 'forget-upload'; readonly status: 404 | 410 }
  /** Upload: what is kept is not what came. */
  | { readonly kind: 'damage' }
  /** Calls this, then serves. */
  | { readonly kind: 'run'; readonly run: () => void | Promise<void> };

interface Planned {
  readonly on: RequestKind | '*';
  readonly nth: number;
  readonly times: number;
  readonly fault: GoogleFault;
  seen: number;
  hits: number;
}

/** Each request meets at most one: the first that was added and is still due. */
export class Faults {
  #planned: Planned[] = [];
  #cut: { readonly on: RequestKind; left: number; readonly served: boolean } | undefined;

  /** From the `nth` such request on (the next, unless told), so many `times` (once, unless told). Returns how often it has acted. */
  add(on: RequestKind | '*', fault: GoogleFault, { nth = 1, times = 1 }: { readonly nth?: number; readonly times?: number } = {}): () => number {
    const planned: Planned = { on, nth, times, fault, seen: 0, hits: 0 };
    this.#planned.push(planned);
    return () => planned.hits;
  }

  /** From the `nth` such request on nothing comes through, as for a program that is killed; that one may still be `served`. */
  cutOff(on: RequestKind, { nth, served }: { readonly nth: number; readonly served: boolean }): void {
    this.#cut = { on, left: nth, served };
  }

  clear(): void {
    this.#planned = [];
    this.#cut = undefined;
  }

  decide(kind: RequestKind): GoogleFault | undefined {
    if (this.#cut?.on === kind) this.#cut.left -= 1;
    if (this.#cut !== undefined && this.#cut.left <= 0) {
      const isFirst = this.#cut.left === 0 && kind === this.#cut.on;
      this.#cut.left = -1;
      return { kind: isFirst && this.#cut.served ? 'lose-answer' : 'reset' };
    }
    let chosen: Planned | undefined;
    for (const planned of this.#planned) {
      if (planned.on !== '*' && planned.on !== kind) continue;
      planned.seen += 1;
      if (chosen === undefined && planned.seen >= planned.nth && planned.hits < planned.times) chosen = planned;
    }
    if (chosen !== undefined) chosen.hits += 1;
    return chosen?.fault;
  }
}
