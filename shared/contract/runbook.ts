import { z } from 'zod';
import { call, forApp, instant } from './base.ts';
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
  /** Where the recovery kit is kept, in the person's words. */
  kitKept: z.string().trim().max(200).optional(),
  /** Phone numbers and e-mail addresses are not in the copies that lie in the places, where they are not encrypted. */
  leaveOutContacts: z.boolean().optional(),
});

/** One part of the page as it is written now: a heading and its lines, each with what stands in bold before it. */
const section = z.object({ id: z.string(), title: z.string(), lines: z.array(z.object({ label: z.string().optional(), text: z.string() })) });

/** A page: what it says, what it lacks to be of use (in sentences; empty = complete), and titles of what does not fit on paper whole. */
const page = z.object({ sections: z.array(section), lacks: z.array(z.string()), cutShort: z.array(z.string()) });

/** A deputy who is let in with a key of their own. */
const keyHolder = z.object({ name: z.string(), provedAt: instant.optional(), /** From then on that does not count any more. */ proofDueAt: instant.optional() });

/** What lies in a place of an app that is known here only from its backups. */
const found = z.object({
  place: z.string(),
  markdown: z.string().optional(),
  writtenAt: instant.optional(),
  /** `changed`: by somebody else than Holdfast. */
  state: z.enum(['none', 'as-written', 'changed']),
  /** Where this computer opened the backups with a deputy's key: what they tell whoever looks after the backups. */
  deputyCode: z.string().optional(),
});

export const runbook = z.object({
  app: z.string(),
  text: runbookText,
  suggestedMessages: z.array(message),
  ...page.shape,
  changedAt: instant.optional(),
  /** When a person last said that they re-read it and that it holds. */
  rereadAt: instant.optional(),
  /** From then on that does not count any more. */
  rereadDueAt: instant.optional(),
  /** It says something else now than it did then, proofs aside. */
  changedSinceReread: z.boolean(),
  /** When a deputy who is let in last proved that they have it and their key. */
  deputyProvedAt: instant.optional(),
  deputies: z.array(keyHolder),
  /** Where it lies, and since when as it is now; `error`: why not. */
  places: z.array(z.object({ name: z.string(), storedAt: instant.optional(), current: z.boolean(), error: plainError.optional() })),
  /** What was written down before could not be read, and was set aside. */
  isDamaged: z.boolean(),
  found: found.optional(),
});

const file = z.object({ fileName: z.string(), mediaType: z.string(), base64: z.string() });

export const runbookCalls = {
  get: call.input(forApp).output(runbook),
  /** The page as it would be with this text; nothing is kept. */
  preview: call.input(forApp.extend({ text: runbookText })).output(page),
  save: call.input(forApp.extend({ text: runbookText })).output(runbook),
  /** A person has read it just now, and it holds. */
  reread: call.input(forApp).output(runbook),
  /** The page to print, or as text; `deputy`: the copy for the deputy, with what they have to do to prove their key. */
  file: call.input(forApp.extend({ format: z.enum(['pdf', 'md']), copy: z.enum(['mine', 'deputy']).optional(), /** Name of the deputy whose copy it is; absent = the one whose proof is the oldest, or missing. */ deputy: z.string().max(60).optional() })).output(file),
  /** Writes it into each place anew. */
  store: call.input(forApp).output(runbook),
  /** The deputy's copy asks for a code that only their key opens; the code typed here is the proof. `permission-denied` where it is not the right one. */
  proveDeputy: call.input(forApp.extend({ code: z.string().trim().min(1).max(200) })).output(runbook),
};
