import os from 'node:os';
import { z } from 'zod';
import { errorCodes } from '../../shared/model/errors.ts';
import { type ProgramFiles, programFiles } from './program-files.ts';

/** What of an error may be written down: of which kind it is and where in the program it arose. Never its words, which may hold anything. */
export interface ErrorFacts {
  readonly name: string;
  /** Of our own taxonomy, or of the operating system or Node: `ENOSPC`, `ERR_…`. */
  readonly code?: string | undefined;
  /** `function file:line:column`, innermost first. */
  readonly frames: readonly string[];
  readonly causes?: readonly ErrorFacts[] | undefined;
}

const kinds = ['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError', 'AbortError', 'TimeoutError', 'HoldfastError', 'ZodError', 'ORPCError', 'DataCloneError', 'SystemError', 'AssertionError', 'CommanderError', 'DamagedCopy'] as const;
const errorNames: ReadonlySet<string> = new Set(kinds);
const taxonomy: ReadonlySet<string> = new Set(errorCodes);
const systemCodes: ReadonlySet<string> = new Set([...Object.keys(os.constants.errno), 'ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const mostFrames = 25;
const mostCauses = 4;
const deepest = 4;

/** Whether it is a code of our taxonomy, the operating system or Node, and so a word that says nothing of anybody. */
export function isKnownCode(code: unknown): code is string {
  return typeof code === 'string' && (taxonomy.has(code) || systemCodes.has(code) || /^ERR_[A-Z_]{1,40}$/.test(code));
}

export function isKnownErrorName(name: unknown): name is string {
  return typeof name === 'string' && (errorNames.has(name) || name === 'unknown');
}

const frameText = z.string().max(400).regex(/^(?:[\w$#.]{1,200} )?[\w@./+-]{1,300}:\d{1,7}:\d{1,7}$/);

/** The facts as they are read back from a file: as strict as they were written. */
export const errorFactsSchema: z.ZodType<ErrorFacts> = z.strictObject({
  name: z.string().refine(isKnownErrorName),
  code: z.string().refine(isKnownCode).optional(),
  frames: z.array(frameText).max(mostFrames),
  get causes(): z.ZodOptional<z.ZodArray<typeof errorFactsSchema>> {
    return z.array(errorFactsSchema).max(mostCauses).optional();
  },
});

/** The facts of anything that was thrown. Never throws, whatever it is: a proxy, a getter that throws, a chain of causes that bites its own tail. */
export function errorFacts(thrown: unknown, files: ProgramFiles = programFiles()): ErrorFacts {
  return factsOf(thrown, files, new Set(), 0);
}

function factsOf(thrown: unknown, files: ProgramFiles, seen: Set<unknown>, depth: number): ErrorFacts {
  // A thread hands on an error as the text of its stack.
  if (typeof thrown === 'string') return { name: 'unknown', frames: framesOf(thrown, files) };
  if (typeof thrown !== 'object' || thrown === null || seen.has(thrown)) return { name: 'unknown', frames: [] };
  seen.add(thrown);
  const name = part(thrown, 'name');
  const code = part(thrown, 'code');
  const stack = part(thrown, 'stack');
  const causes = depth >= deepest ? [] : causesOf(thrown).slice(0, mostCauses).map((cause) => factsOf(cause, files, seen, depth + 1));
  return {
    name: isKnownErrorName(name) ? name : 'unknown',
    ...(isKnownCode(code) ? { code } : {}),
    frames: typeof stack === 'string' ? framesOf(stack, files) : [],
    ...(causes.length === 0 ? {} : { causes }),
  };
}

function causesOf(error: object): readonly unknown[] {
  const cause = part(error, 'cause');
  const errors = part(error, 'errors');
  return [...(cause === undefined || cause === null ? [] : [cause]), ...listed(errors)];
}

/** The first few of a list, whatever pretends to be one. */
function listed(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, mostCauses) : [];
  } catch {
    return [];
  }
}

function part(object: object, name: string): unknown {
  try {
    return Reflect.get(object, name);
  } catch {
    return undefined;
  }
}

function framesOf(stack: string, files: ProgramFiles): readonly string[] {
  const frames: string[] = [];
  for (const line of stack.slice(0, 100_000).split('\n')) {
    const frame = files.frame(line);
    // What is read back must be what was written, so it has to keep to the same form.
    if (frame !== undefined && frameText.safeParse(frame).success) frames.push(frame);
    if (frames.length === mostFrames) break;
  }
  return frames;
}
