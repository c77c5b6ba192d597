import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type ErrorFacts, errorFactsSchema } from './error-facts.ts';
import { type Area, areas, goneReasons } from './log-entry.ts';

/** What happened, of which a report is kept. */
export const problemKinds = ['uncaught-error', 'unhandled-rejection', 'bug', 'engine-ended', 'page-error', 'page-rejection', 'page-broke', 'page-ended', 'page-hung', 'preload-failed', 'window-failed'] as const;
export type ProblemKind = (typeof problemKinds)[number];

const problemReport = z.strictObject({
  form: z.literal(1),
  at: z.iso.datetime(),
  run: z.string().regex(/^[0-9a-f]{8}$/),
  area: z.enum(areas),
  kind: z.enum(problemKinds),
  version: z.string().max(40).regex(/^[\w.-]+$/),
  error: errorFactsSchema.optional(),
  /** For a process that ended. */
  exit: z.number().int().optional(),
  reason: z.enum(goneReasons).optional(),
});
export interface ProblemReport {
  readonly form: 1;
  readonly at: string;
  readonly run: string;
  readonly area: Area;
  readonly kind: ProblemKind;
  readonly version: string;
  readonly error?: ErrorFacts | undefined;
  readonly exit?: number | undefined;
  readonly reason?: (typeof goneReasons)[number] | undefined;
}

export interface KeptReport extends ProblemReport {
  /** Name of its file. */
  readonly name: string;
}

/** So many are kept, the newest. */
const kept = 20;
const named = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z-[a-z]+-[0-9a-f]{4}\.json$/;

const reportsFolder = (home: string): string => path.join(home, 'reports');

/** Writes a report at once, whole or not at all, and removes the oldest beyond what is kept. @returns the file's name; undefined where it could not be written. */
export function keepReport(home: string, report: ProblemReport, { makesHome = true }: { readonly makesHome?: boolean } = {}): string | undefined {
  const folder = reportsFolder(home);
  const name = `${report.at.replaceAll(/[:.]/g, '-')}-${report.area}-${randomBytes(2).toString('hex')}.json`;
  const unfinished = path.join(folder, `.${name}.tmp`);
  try {
    mkdirSync(folder, { recursive: makesHome, mode: 0o700 });
  } catch {
    // It is there, or nothing can be written there: the next step tells.
  }
  try {
    // One that could not be read back would be of no use to anybody.
    writeFileSync(unfinished, `${JSON.stringify(problemReport.parse(report))}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(unfinished, path.join(folder, name));
    prune(folder);
    return name;
  } catch {
    remove(unfinished);
    return undefined;
  }
}

/** Newest first. What is not a report of this form is left out. */
export function keptReports(home: string, atMost: number = kept): readonly KeptReport[] {
  const found: KeptReport[] = [];
  for (const name of names(reportsFolder(home)).toReversed()) {
    if (found.length === atMost) break;
    const report = read(path.join(reportsFolder(home), name));
    if (report !== undefined) found.push({ name, ...report });
  }
  return found;
}

function read(file: string): ProblemReport | undefined {
  try {
    const parsed = problemReport.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Oldest first: their names begin with the time. */
function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => named.test(name)).toSorted();
  } catch {
    return [];
  }
}

function prune(folder: string): void {
  for (const name of names(folder).slice(0, -kept)) remove(path.join(folder, name));
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // One too many does no harm.
  }
}
