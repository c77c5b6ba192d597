import { z } from 'zod';
import { call, count, forApp, instant } from './base.ts';
import { plainError } from './errors.ts';

/** Who does what when it happens. One person may have several parts. */
export const runbookRole = z.enum(['declares', 'restores', 'tells-customers', 'deputy']);

export const person = z.object({
  name: z.string().trim().min(1).max(80),
  roles: z.array(runbookRole).min(1).max(4),
  phone: z.string().trim().max(40).optional(),
  email: z.string().trim().max(120).optional(),
});

const message = z.object({ id: z.enum(['we-know', 'progress', 'over']), text: z.string().max(4000) });

/** What a person writes; everything else on the page comes from the settings as they are. */
export const runbookText = z.object({
  people: z.array(person).max(12),
  /** What one has to know that no setting tells, e.g. where the domain is kept. */
  notes: z.string().max(2000),
  /** Messages to customers; those absent are as suggested. */
  messages: z.array(message).max(3),
});

/** One part of the page as it is written now: a heading and its lines. */
const section = z.object({ id: z.string(), title: z.string(), lines: z.array(z.string()) });

export const runbook = z.object({
  app: z.string(),
  text: runbookText,
  suggestedMessages: z.array(message),
  /** The page as it would be printed now. */
  sections: z.array(section),
  /** What it lacks to be of use, in sentences; empty = complete. */
  lacks: z.array(z.string()),
  changedAt: instant.optional(),
  /** When a person last said that they re-read it and that it holds. */
  rereadAt: instant.optional(),
  /** From then on that does not count any more. */
  rereadDueAt: instant.optional(),
  /** When the deputy last proved that they have it and their key. */
  deputyProvedAt: instant.optional(),
  /** Where it lies, and since when as it is now; `error`: why not. */
  places: z.array(z.object({ name: z.string(), storedAt: instant.optional(), current: z.boolean(), error: plainError.optional() })),
  pages: count,
});

const file = z.object({ fileName: z.string(), mediaType: z.string(), base64: z.string() });

export const runbookCalls = {
  get: call.input(forApp).output(runbook),
  save: call.input(forApp.extend({ text: runbookText })).output(runbook),
  /** A person has read it just now, and it holds. */
  reread: call.input(forApp).output(runbook),
  /** The page to print, or as text; `deputy`: the copy for the deputy, with what they have to do to prove their key. */
  file: call.input(forApp.extend({ format: z.enum(['pdf', 'md']), copy: z.enum(['mine', 'deputy']).optional() })).output(file),
  /** Writes it into each place anew. */
  store: call.input(forApp).output(runbook),
  /** The deputy's copy asks for a code that only their key opens; the code typed here is the proof. `permission-denied` where it is not the right one. */
  proveDeputy: call.input(forApp.extend({ code: z.string().trim().min(1).max(200) })).output(runbook),
};
