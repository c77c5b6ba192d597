import type { EndpointKind } from '../faults.ts';
import type { Plan } from '../options.ts';
import { httpException } from './failure.ts';

/** Requests per window, for the whole app, as Base44's API reference gives them for the free plan. */
const limits: { readonly [kind in EndpointKind]?: { readonly bucket: string; readonly requests: number; readonly seconds: number } } = {
  list: { bucket: 'listing', requests: 100, seconds: 60 },
  'list-v2': { bucket: 'listing', requests: 100, seconds: 60 },
  count: { bucket: 'listing', requests: 100, seconds: 60 },
  get: { bucket: 'get', requests: 150, seconds: 60 },
  create: { bucket: 'create', requests: 140, seconds: 60 },
  update: { bucket: 'update', requests: 100, seconds: 60 },
  delete: { bucket: 'delete', requests: 100, seconds: 30 },
  'openapi-spec': { bucket: 'openapi-spec', requests: 30, seconds: 60 },
};

const factors: { readonly [plan in Plan]: number } = {
  free: 1,
  starter: 1,
  builder: 2,
  pro: 3,
  business: 5,
  elite: 5,
  enterprise: 10,
  unmetered: Number.POSITIVE_INFINITY,
};

/** Days of version history a plan keeps. */
export function historyDaysOf(plan: Plan): number {
  if (plan === 'elite') return 7;
  return plan === 'enterprise' || plan === 'unmetered' ? 30 : 0;
}

/** Counts requests in a sliding window. */
export class RateLimits {
  readonly #factor: number;
  readonly #now: () => Date;
  readonly #taken = new Map<string, number[]>();

  constructor(plan: Plan, now: () => Date) {
    this.#factor = factors[plan];
    this.#now = now;
  }

  /** @throws Failure 429, without a Retry-After: Base44 documents none for this API. */
  take(kind: EndpointKind): void {
    const limit = limits[kind];
    if (limit === undefined || !Number.isFinite(this.#factor)) return;
    const now = this.#now().getTime();
    const recent = (this.#taken.get(limit.bucket) ?? []).filter((at) => at > now - limit.seconds * 1000);
    this.#taken.set(limit.bucket, recent);
    if (recent.length >= limit.requests * this.#factor) throw httpException(429, 'Rate limit exceeded. Wait before retrying.');
    recent.push(now);
  }
}
