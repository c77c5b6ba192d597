import { z } from 'zod';
import { HoldfastError } from '../../../../shared/model/errors.ts';

/** Base44's plans, for its rate limits; `unmetered` is for a server on this computer. */
const plans = ['free', 'starter', 'builder', 'pro', 'business', 'elite', 'enterprise', 'unmetered'] as const;
type Plan = (typeof plans)[number];

const base44ConfigSchema = z.object({
  /** `https://app.base44.com`, or where the app is served; of a longer address only scheme, host and port are used. */
  url: z.string().trim().refine(isWebAddress),
  /** 24 hexadecimal digits on the platform; other servers of the same wire format may use other ids. */
  appId: z.string().trim().regex(/^[A-Za-z0-9_-]{1,100}$/),
  /** Unknown counts as `free`; on this computer as `unmetered`. */
  plan: z.enum(plans).optional(),
  /** Absent = the platform's default, production. */
  dataEnvironment: z.enum(['prod', 'dev']).optional(),
});
export type Base44Config = z.input<typeof base44ConfigSchema>;

/** A checked configuration. */
export interface Settings {
  /** Scheme, host and port of the API. */
  readonly origin: string;
  readonly appId: string;
  readonly limits: Limits;
  readonly dataEnvironment: 'prod' | 'dev' | undefined;
}

/** How fast the platform may be asked. */
export interface Limits {
  /** On average; Infinity = no pacing. */
  readonly requestsPerSecond: number;
  /** Requests that may be made at once after a quiet time. */
  readonly burst: number;
  /** Requests under way at one time. */
  readonly maxInFlight: number;
  /** Entities that may be read side by side. */
  readonly maxConcurrency: number;
}

/** @throws invalid-input with the field in `details.field`. */
export function parseConfig(config: Base44Config): Settings {
  const parsed = base44ConfigSchema.safeParse(config);
  if (!parsed.success) throw refused(parsed.error);
  const { url, appId, plan, dataEnvironment } = parsed.data;
  const address = new URL(url);
  return { origin: address.origin, appId, limits: limitsOf(plan ?? (isLoopback(address) ? 'unmetered' : 'free')), dataEnvironment };
}

/**
 * What Base44 documents for listing and counting is 100 requests a minute and app on Free and Starter, and multiples of
 * it on larger plans. A backup takes 60 of them at most, so that the app itself does not run into the limit meanwhile.
 */
function limitsOf(plan: Plan): Limits {
  // Two tables at once keep a server on this computer busy; each more holds pages of its own in memory.
  if (plan === 'unmetered') return { requestsPerSecond: Number.POSITIVE_INFINITY, burst: 1, maxInFlight: 8, maxConcurrency: 2 };
  const multiple = { free: 1, starter: 1, builder: 2, pro: 3, business: 5, elite: 5, enterprise: 10 }[plan];
  const sideBySide = { free: 1, starter: 1, builder: 2, pro: 2, business: 3, elite: 3, enterprise: 4 }[plan];
  return { requestsPerSecond: multiple, burst: 5 * multiple, maxInFlight: sideBySide, maxConcurrency: sideBySide };
}

/** Is this address on this computer? */
function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' && url.username === '' && url.password === '';
}

function refused(error: z.ZodError): HoldfastError {
  const field = String(error.issues[0]?.path[0] ?? '');
  const sentences: Readonly<Record<string, readonly [string, string]>> = {
    url: ['That is not an address of an app.', 'Give it in full and without a password, such as https://app.base44.com.'],
    appId: ['That is not the id of an app.', "Copy it from the address of the app's editor: app.base44.com/apps/<id>/editor."],
    plan: ['That is not a Base44 plan.', `Give one of ${plans.join(', ')}, or leave it out.`],
    dataEnvironment: ['That is not a data environment.', 'Give prod or dev, or leave it out.'],
  };
  const [message, nextStep] = sentences[field] ?? ['The connection to the app is not described completely.', 'Connect the app again.'];
  return new HoldfastError('invalid-input', message, { nextStep, details: { field } });
}
