import { z } from 'zod';
import { isKnownCode, isKnownErrorName } from './error-facts.ts';
import { isKnownEvent, otherEvent } from './known-events.ts';

/** Which program writes: Electron's main process, the engine beside it, the tab's host, the agent, a command, or the page through one of them. */
export const areas = ['main', 'engine', 'tab', 'agent', 'command', 'page'] as const;
export type Area = (typeof areas)[number];

export const levels = ['note', 'problem'] as const;
export type Level = (typeof levels)[number];

const version = z.string().max(40).regex(/^\d{1,5}(?:\.\d{1,5}){1,3}(?:-[a-z]{1,12}(?:\.\d{1,5})?)?$/);
const figure = z.number();
const words = <const T extends readonly string[]>(list: T): z.ZodEnum<{ [Word in T[number]]: Word }> => z.enum(list);

/** Why a process of Chromium ended, as Electron names it. */
export const goneReasons = ['clean-exit', 'abnormal-exit', 'killed', 'crashed', 'oom', 'launch-failed', 'integrity-failure', 'memory-eviction'] as const;

/**
 * Every fact that may stand in the log, by its name: a figure, a yes or no, or a word out of a list that is ours. There is no free text, and so no place for a name, an address or a
 * record.
 */
const facts = {
  code: z.string().refine(isKnownCode),
  error: z.string().refine(isKnownErrorName),
  /** A call of a place's contract. */
  call: words(['put', 'get', 'list', 'delete', 'deleteMany', 'folders', 'stat', 'freeSpace']),
  /** A kind of channel. */
  kind: words(['email', 'webhook', 'slack', 'ping']),
  what: words([
    'a request for another host', 'a request for something unknown', 'a session for a page of another origin', 'a token that is wrong or was used before', 'an invitation for a page', 'an invitation without the secret',
    'a connection for another host', 'a connection from a page of another origin', 'a connection to something unknown', 'a connection without a session', 'a message that could not be read', 'ports',
  ]),
  reason: words(goneReasons),
  part: words(['Utility', 'Zygote', 'Sandbox helper', 'GPU', 'Pepper Plugin', 'Pepper Plugin Broker', 'Unknown']),
  version,
  node: version,
  electron: version,
  system: words(['aix', 'android', 'darwin', 'freebsd', 'haiku', 'linux', 'openbsd', 'sunos', 'win32', 'cygwin', 'netbsd']),
  processor: words(['arm', 'arm64', 'ia32', 'loong64', 'mips', 'mipsel', 'ppc64', 'riscv64', 's390x', 'x64']),
  /** A letter for each app in the order in which this start of the program met it. */
  app: z.string().regex(/^app-[a-z]{1,3}$/),
  waitMs: figure,
  tables: figure,
  places: figure,
  lines: figure,
  received: figure,
  status: figure,
  exit: figure,
  worked: z.boolean(),
  works: z.boolean(),
  final: z.boolean(),
} as const;

const entry = z.strictObject({
  at: z.iso.datetime(),
  /** Another one at each start of a program. */
  run: z.string().regex(/^[0-9a-f]{8}$/),
  area: z.enum(areas),
  level: z.enum(levels),
  event: z.string().refine(isKnownEvent),
  ...Object.fromEntries(Object.entries(facts).map(([name, schema]) => [name, schema.optional()])),
});
export type LogEntry = Readonly<Record<string, string | number | boolean>> & { readonly at: string; readonly run: string; readonly area: Area; readonly level: Level; readonly event: string };

/** Of what was given, the facts that may be written. Never throws. */
export function allowedFacts(given: unknown): Readonly<Record<string, string | number | boolean>> {
  const kept: Record<string, string | number | boolean> = {};
  if (typeof given !== 'object' || given === null) return kept;
  for (const [name, schema] of Object.entries(facts)) {
    const parsed = schema.safeParse(ownValue(given, name));
    if (parsed.success) kept[name] = parsed.data;
  }
  return kept;
}

export function allowedEvent(sentence: unknown): string {
  return isKnownEvent(sentence) ? sentence : otherEvent;
}

/** A line of the log as it lies in the file; undefined for one that is torn, or that this program would not have written. */
export function readEntry(line: string): LogEntry | undefined {
  try {
    const parsed = entry.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function ownValue(object: object, name: string): unknown {
  try {
    return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
  } catch {
    return undefined;
  }
}
