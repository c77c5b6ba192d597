import { z } from 'zod';
import { appName, call, count, done, forApp, instant, snapshotName, tableName } from './base.ts';
import { plainError } from './errors.ts';
import { incident } from './incidents.ts';

const field = z.string().min(1).max(1000);

/** What became of a table's description from one reading to another; types and rules in the platform's own words. */
export const schemaChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('table-new'), table: z.string(), fields: z.array(z.string()) }),
  z.object({ kind: z.literal('table-gone'), table: z.string(), fields: z.array(z.string()) }),
  z.object({ kind: z.literal('field-new'), table: z.string(), field: z.string(), type: z.string() }),
  z.object({ kind: z.literal('field-gone'), table: z.string(), field: z.string(), type: z.string() }),
  /** The same values under a new name: `same` of `of` records that had one. */
  z.object({ kind: z.literal('field-renamed'), table: z.string(), field: z.string(), to: z.string(), same: count, of: count }),
  z.object({ kind: z.literal('type'), table: z.string(), field: z.string(), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('required'), table: z.string(), field: z.string(), isRequired: z.boolean() }),
  /** Of a field that takes only some values. `isOpen`: it takes any now; `wasOpen`: it did before. */
  z.object({ kind: z.literal('choices'), table: z.string(), field: z.string(), added: z.array(z.string()), removed: z.array(z.string()), wasOpen: z.boolean(), isOpen: z.boolean() }),
  z.object({ kind: z.literal('default'), table: z.string(), field: z.string() }),
  /** Who may do what: of the table, or of one field. */
  z.object({ kind: z.literal('rules'), table: z.string(), field: z.string().optional(), actions: z.array(z.string()) }),
  /** Something else of its description. */
  z.object({ kind: z.literal('other'), table: z.string(), field: z.string().optional() }),
]);

/**
 * `loss`: something is gone, blank or overwritten. `look`: a person should look whether that was meant. `normal`: what the app's own use explains,
 * and what was added.
 */
const weight = z.enum(['loss', 'look', 'normal']);

/** What a look found, in numbers. */
export const guardFinding = z.discriminatedUnion('kind', [
  /** Losses, as a look for incidents tells them: what the restore wizard takes. `few`: so little that everyday work may explain it. */
  z.object({ kind: z.literal('incident'), weight, incident, few: z.boolean() }),
  z.object({ kind: z.literal('renamed'), weight, table: z.string(), field: z.string(), to: z.string(), same: count, of: count }),
  /** `records` 0: only the description says so. */
  z.object({ kind: z.literal('type'), weight, table: z.string(), field: z.string(), from: z.string(), to: z.string(), records: count }),
  z.object({ kind: z.literal('machine-made'), weight, table: z.string(), records: count, placeholder: count, sameSecond: count, alike: count }),
  /** `records`: of the guard backup, that have a value in the field which is described no more. */
  z.object({ kind: z.literal('schema'), weight, change: schemaChange, records: count.optional() }),
  /** Records that came, and those that people changed, beside what the other findings tell. `before`: records at the guard backup. */
  z.object({ kind: z.literal('created'), weight, table: z.string(), records: count, before: count }),
  z.object({ kind: z.literal('edited'), weight, table: z.string(), records: count, before: count }),
]);

/**
 * `lost`: something is. `few`: so little is that everyday work may explain it. `unsure`: nothing in what could be compared, and not everything
 * could be. `nothing-lost`: everything was compared.
 */
const guardVerdict = z.enum(['lost', 'few', 'unsure', 'nothing-lost']);

/** The app compared with the guard backup. */
export const guardLook = z.object({
  /** When it began to read the app: what happened later it does not know. */
  at: instant,
  tookMs: z.number().min(0),
  isFinal: z.boolean(),
  verdict: guardVerdict,
  /** The gravest first. */
  findings: z.array(guardFinding),
  /** Tables that were compared to the last record, and records in them. */
  tables: count,
  records: count,
  /** Tables of which not everything is known, and why. */
  unsure: z.array(z.object({ table: z.string(), why: z.string() })),
});

/** What somebody is about to do. */
const changeKinds = ['additive', 'rename', 'type', 'destructive'] as const;
export const changeKind = z.enum(changeKinds);

/** The backup that a window compares with. */
const guardBackup = z.object({
  id: z.string(),
  startedAt: instant,
  /** Every table is whole. */
  isComplete: z.boolean(),
  isVerified: z.boolean(),
  records: count,
  /** What it does not protect. */
  lacking: z.array(z.object({ table: z.string(), why: z.string() })),
});

/**
 * One change, watched: backing-up → (asks, where the backup is not whole) → watching → ending (the last look) → ended. `abandoned`: before anything
 * was watched.
 */
export const guardSession = z.object({
  id: z.string(),
  app: z.string(),
  change: changeKind.optional(),
  label: z.string().optional(),
  phase: z.enum(['backing-up', 'asks', 'watching', 'ending', 'ended', 'abandoned']),
  startedAt: instant,
  minutes: z.number().int().min(1).max(24 * 60),
  /** The backup that is being made, where a run does it. */
  runId: z.string().optional(),
  backup: guardBackup.optional(),
  /** Why there is no guard backup. */
  problem: plainError.optional(),
  /** A person went on with a backup that is not whole. */
  wentOn: z.boolean(),
  /** When the window is over. */
  until: instant.optional(),
  /** The last look that succeeded. */
  look: guardLook.optional(),
  /** The last one, where it did not. */
  lookProblem: z.object({ at: instant, error: plainError }).optional(),
  nextLookAt: instant.optional(),
  looks: count,
  /** A backup is made once it is over. */
  backupAfter: z.boolean(),
  /** It is over, and that backup is not made yet. */
  afterBackup: z.literal('due').optional(),
  endedAt: instant.optional(),
  endedBy: z.enum(['time', 'person']).optional(),
});

/** A backup from which on the tables were described otherwise than before. */
const schemaVersion = z.object({
  /** The first backup that has it, and the last one. */
  backup: z.string(),
  at: instant,
  lastBackup: z.string(),
  lastAt: instant,
  tables: count,
  /** Names of tables whose description is another than in the version before; none in the oldest one known. */
  changed: z.array(z.string()),
});

/** Where a tick comes from: the program saw it, or a person said so. */
const tick = z.object({
  id: z.string(),
  /** `waits`: a step before it is open, or its time is not over. */
  state: z.enum(['open', 'waits', 'done']),
  by: z.enum(['evidence', 'person']).optional(),
  at: instant.optional(),
  /** Can only be seen, not said. */
  isSeen: z.boolean(),
  /** What was seen. */
  facts: z
    .object({
      backup: z.string(),
      at: instant,
      /** Records with the same value in both fields, of those that have one in the old one; or with a value in the new field. */
      same: count,
      of: count,
      until: instant,
      tables: z.array(z.string()),
    })
    .partial(),
});

export const playbook = z.object({
  id: z.string(),
  app: z.string(),
  kind: changeKind,
  table: z.string(),
  /** The field that is changed, added or removed; absent where it is the table. */
  field: z.string().optional(),
  /** The field that takes its place. */
  newField: z.string().optional(),
  startedAt: instant,
  state: z.enum(['open', 'done', 'abandoned']),
  /** When the evidence was gathered; absent where it never was. */
  seenAt: instant.optional(),
  /** Why the app could not be asked the last time. */
  problem: plainError.optional(),
  steps: z.array(tick),
});

const forSession = forApp;
const forPlaybook = forApp.extend({ id: z.string().min(1).max(100) });

export const guard = {
  /** The open window, where there is one, and those that were before, newest first. `looking`: a look goes on. */
  get: call.input(forApp).output(z.object({ open: guardSession.nullable(), ended: z.array(guardSession), looking: z.boolean() })),
  /** A backup first, then a window. Refused with `conflict` while one is open. */
  start: call
    .input(forApp.extend({ minutes: z.number().int().min(1).max(24 * 60).optional(), change: changeKind.optional(), label: z.string().max(200).optional(), backupAfter: z.boolean().optional() }))
    .output(guardSession),
  /** On with a backup that is not whole; a person said so. */
  goOn: call.input(forSession).output(guardSession),
  /** The backup anew, where there is none. */
  again: call.input(forSession).output(guardSession),
  set: call.input(forSession.extend({ minutes: z.number().int().min(1).max(24 * 60).optional(), backupAfter: z.boolean().optional() })).output(guardSession),
  /** Looks now; answered at once. */
  look: call.input(forSession).output(done),
  /** The last look, then it is over; answered at once. `without`: where the app does not answer, without that look. */
  end: call.input(forSession.extend({ without: z.boolean().optional() })).output(done),
  playbooks: call.input(forApp).output(z.object({ playbooks: z.array(playbook) })),
  startPlaybook: call.input(z.object({ app: appName, kind: changeKind, table: tableName, field: field.optional(), newField: field.optional() })).output(playbook),
  /** Only of a step that a person says. */
  tick: call.input(forPlaybook.extend({ step: z.string().max(100), ticked: z.boolean() })).output(playbook),
  /** Gathers the evidence anew. */
  checkPlaybook: call.input(forPlaybook).output(playbook),
  abandonPlaybook: call.input(forPlaybook).output(done),
};

/** How the tables were described. */
export const schemas = {
  /** Newest first. `unreadable`: backups that have no say. */
  versions: call.input(forApp).output(z.object({ versions: z.array(schemaVersion), backups: count, unreadable: count })),
  /** `to: 'live'` is the app as it is now. `texts`: each table's description as the platform gives it, where it changed. */
  compare: call
    .input(forApp.extend({ from: snapshotName, to: snapshotName }))
    .output(z.object({ from: z.string(), to: z.string(), changes: z.array(schemaChange), texts: z.array(z.object({ table: z.string(), from: z.string().optional(), to: z.string().optional() })) })),
};
