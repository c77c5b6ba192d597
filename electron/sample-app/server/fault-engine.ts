import type { Fault, FaultAction, FaultControls, FaultHandle, FaultMatch, FaultPlan, FaultRequest } from '../faults.ts';

interface ActiveFault {
  readonly fault: Fault;
  seen: number;
  hits: number;
}

type Hook = (request: FaultRequest) => void | Promise<void>;

/** Decides which fault a request meets. Acting it out is the server's part. */
export class FaultEngine {
  #active: ActiveFault[] = [];
  readonly #hooks = new Set<Hook>();
  readonly #repeats = new Map<string, number>();

  constructor(plan: FaultPlan) {
    for (const fault of plan) this.add(fault);
  }

  add(fault: Fault): FaultHandle {
    const active: ActiveFault = { fault, seen: 0, hits: 0 };
    this.#active.push(active);
    return {
      hits: () => active.hits,
      remove: () => {
        this.#active = this.#active.filter((one) => one !== active);
      },
    };
  }

  clear(): void {
    this.#active = [];
    this.#hooks.clear();
    this.#repeats.clear();
  }

  onRequest(hook: Hook): () => void {
    this.#hooks.add(hook);
    return () => this.#hooks.delete(hook);
  }

  async runHooks(request: FaultRequest): Promise<void> {
    // One after the other: a hook may change what the next one sees.
    for (const hook of this.#hooks) await hook(request);
  }

  /** The first fault for this request, counting it for all that match. */
  decide(request: FaultRequest): FaultAction | undefined {
    let chosen: FaultAction | undefined;
    for (const active of this.#active) {
      if (!matches(active.fault.on, request)) continue;
      active.seen += 1;
      const { on, times = on.nth === undefined ? Number.POSITIVE_INFINITY : 1 } = active.fault;
      if (chosen !== undefined || active.hits >= times || !isTurn(on, active.seen)) continue;
      active.hits += 1;
      chosen = active.fault.do;
    }
    if (chosen?.kind === 'repeat-page' && request.kind === 'list') this.#repeats.set(request.entity ?? '', 1);
    return chosen;
  }

  /** Whether the listing now asked for is to get the page before it once more. */
  takeRepeat(call: { readonly fault: FaultAction | undefined }, entity: string): boolean {
    if (call.fault?.kind === 'repeat-page' || !this.#repeats.has(entity)) return false;
    this.#repeats.delete(entity);
    return true;
  }
}

function matches(on: FaultMatch, request: FaultRequest): boolean {
  const kinds = on.kind === undefined ? undefined : [on.kind].flat();
  return (
    (kinds === undefined || kinds.includes(request.kind)) &&
    (on.entity === undefined || on.entity === request.entity) &&
    (on.method === undefined || on.method === request.method) &&
    (on.path === undefined || request.path.includes(on.path))
  );
}

function isTurn({ nth, every, after }: FaultMatch, seen: number): boolean {
  if (nth !== undefined) return seen === nth;
  if (every !== undefined && seen % every !== 0) return false;
  return after === undefined || seen > after;
}

/** The part of the controls that needs nothing but the engine. */
export function controlsOf(engine: FaultEngine, unspoil: () => void, refuse: (ms: number) => Promise<void>): FaultControls {
  return {
    add: (fault) => engine.add(fault),
    clear: () => {
      engine.clear();
      unspoil();
    },
    onRequest: (hook) => engine.onRequest(hook),
    refuseConnections: refuse,
  };
}
