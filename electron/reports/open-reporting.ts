import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type ErrorFacts, errorFacts, isKnownErrorName } from './error-facts.ts';
import { allowedEvent, allowedFacts, type Area, type Level, type LogEntry, readEntry } from './log-entry.ts';
import type { OwnEvent } from './known-events.ts';
import { keepReport, type ProblemKind, type ProblemReport } from './problem-report.ts';
import { RotatingFile } from './rotating-file.ts';

export interface ReportingOptions {
  readonly home: string;
  readonly area: Area;
  readonly version: string;
  /** Whether the home may be made for it; a command that only reads leaves no trace where there is none. */
  readonly makesHome?: boolean;
  readonly now?: () => Date;
}

/** What one start of a program writes of itself: lines of the log, and reports of what went wrong. Nothing of it ever throws, and nothing of it leaves this computer. */
export interface Reporting {
  readonly home: string;
  /** Takes any sentence and any facts; writes what is known and allowed (known-events.ts, log-entry.ts). */
  readonly log: (event: string, facts?: object) => void;
  /** As `log`, for what went wrong with Holdfast itself. */
  readonly problem: (event: OwnEvent, facts?: object) => void;
  /** Keeps a report of a problem, and a line in the log. The same place in the program is reported once in a start. @returns the name of the report's file. */
  readonly report: (kind: ProblemKind, thrown: unknown, more?: Pick<ProblemReport, 'exit' | 'reason'>) => string | undefined;
  /** As `report`, of an error whose facts another process found out. */
  readonly reportFacts: (kind: ProblemKind, facts: ErrorFacts) => string | undefined;
}

/** A loop of errors must neither fill the disk nor push out the report of what it began with. */
const mostReports = 10;

export function openReporting({ home, area, version, makesHome = true, now = () => new Date() }: ReportingOptions): Reporting {
  const file = logFile(home, makesHome);
  const run = randomBytes(4).toString('hex');
  const letters = new Map<string, string>();
  const reported = new Set<string>();

  function write(level: Level, event: string, given: object): void {
    const app = 'app' in given && typeof given.app === 'string' ? { app: letterOf(given.app) } : {};
    const entry: LogEntry = { at: now().toISOString(), run, area, level, event: allowedEvent(event), ...allowedFacts({ ...own(given), ...app }) };
    file.append(JSON.stringify(entry));
  }

  /** Its name is the person's; which lines are of the same app can be seen without it. */
  function letterOf(app: string): string {
    const letter = letters.get(app) ?? `app-${base26(letters.size)}`;
    letters.set(app, letter);
    return letter;
  }

  function quietly(level: Level, event: string, given: object): void {
    try {
      write(level, event, given);
    } catch {
      // Nobody asked for a log that stops the program.
    }
  }

  function keep(kind: ProblemKind, error: ErrorFacts | undefined, more: Pick<ProblemReport, 'exit' | 'reason'>): string | undefined {
    quietly('problem', eventsOfProblems[kind], { ...more, ...(error === undefined ? {} : { error: error.name, code: error.code }) });
    const signature = JSON.stringify([kind, error?.name, error?.frames[0], deepestFrame(error), more.reason]);
    if (reported.has(signature) || reported.size >= mostReports) return undefined;
    reported.add(signature);
    return keepReport(home, { form: 1, at: now().toISOString(), run, area, kind, version, ...(error === undefined ? {} : { error }), ...more }, { makesHome });
  }

  return {
    home,
    log: (event, facts = {}) => quietly('note', event, facts),
    problem: (event, facts = {}) => quietly('problem', event, facts),
    report(kind, thrown, more = {}) {
      try {
        return keep(kind, thrown === undefined ? undefined : errorFacts(thrown), more);
      } catch {
        return undefined;
      }
    },
    reportFacts(kind, { name, frames }) {
      return keep(kind, { name: isKnownErrorName(name) ? name : 'unknown', frames }, {});
    },
  };
}

/** The newest lines of the log that this program understands, oldest first. */
export function logTail(home: string, atMost: number): readonly LogEntry[] {
  return logFile(home, false)
    .tail(atMost)
    .flatMap((line) => readEntry(line) ?? []);
}

function logFile(home: string, makesHome: boolean): RotatingFile {
  return new RotatingFile({ folder: path.join(home, 'logs'), name: 'log', makesHome });
}

const eventsOfProblems: Readonly<Record<ProblemKind, OwnEvent>> = {
  'uncaught-error': 'An error was caught by nobody.',
  'unhandled-rejection': 'An error was caught by nobody.',
  bug: 'Something went wrong inside Holdfast.',
  'engine-ended': 'The engine ended unexpectedly.',
  'page-error': 'Something failed in the page.',
  'page-rejection': 'Something failed in the page.',
  'page-broke': 'Something failed in the page.',
  'page-ended': 'The page of the window ended unexpectedly.',
  'page-hung': 'The page of the window does not answer.',
  'preload-failed': 'The script between window and page failed.',
  'window-failed': 'The window could not show its page.',
};

function deepestFrame(error: ErrorFacts | undefined): string | undefined {
  const [cause] = error?.causes ?? [];
  return cause === undefined ? undefined : (deepestFrame(cause) ?? cause.frames[0]);
}

/** The properties of a plain object, without asking for any that would have to be computed. */
function own(given: object): object {
  return Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptors(given)).flatMap(([name, { value }]: [string, PropertyDescriptor]) => (value === undefined ? [] : [[name, value as unknown]])));
}

function base26(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest > 0 ? base26(rest - 1) : ''}${String.fromCodePoint(97 + (index % 26))}`;
}
