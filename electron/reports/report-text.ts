import { statfsSync } from 'node:fs';
import os from 'node:os';
import type { ErrorFacts } from './error-facts.ts';
import type { LogEntry } from './log-entry.ts';
import { logTail } from './open-reporting.ts';
import { type KeptReport, type ProblemKind, keptReports } from './problem-report.ts';

/** A part of a report that a person reads before they hand it on: plain lines under a heading. */
export interface ReportSection {
  readonly title: string;
  readonly lines: readonly string[];
}

const problemsShown = 10;
const linesShown = 200;
const gib = 1024 ** 3;

/** The whole text of a report. What is in it came through lists of what may be written; nothing here adds anything else. */
export function reportText(at: Date, sections: readonly ReportSection[]): string {
  const head = [
    'Holdfast report',
    `Made ${minute(at.toISOString())}.`,
    '',
    'This file was sent to nobody. It is on your computer until you hand it on yourself.',
    'There are no records in it, no keys, tokens or passwords, no addresses, and no names: “App 1” is the first app in your list, “Place 1” the first place.',
  ];
  return `${[head, ...sections.map(({ title, lines }) => [title, '-'.repeat(title.length), ...(lines.length === 0 ? ['Nothing.'] : lines)])].map((part) => part.join('\n')).join('\n\n')}\n`;
}

/** `holdfast-report-2026-11-22-0530.txt` */
export function reportFileName(at: Date): string {
  return `holdfast-report-${at.toISOString().slice(0, 16).replace('T', '-').replace(':', '')}.txt`;
}

/** Which Holdfast, on what kind of computer. */
export function computerSection({ home, version, face }: { readonly home: string; readonly version: string; readonly face: string }): ReportSection {
  const free = freeBytes(home);
  const { electron } = process.versions;
  return {
    title: 'This Holdfast',
    lines: [
      `Version       ${version}, ${face}`,
      `Runs on       Node ${process.versions.node}${electron === undefined ? '' : `, Electron ${electron}`}`,
      // Only its figures: whoever builds a kernel may name it after themselves.
      `System        ${os.platform()} ${/^[\d.]+/.exec(os.release())?.[0] ?? ''}, ${os.arch()}`,
      `Computer      ${os.availableParallelism()} processors, ${Math.round(os.totalmem() / gib)} GiB memory, running for ${Math.floor(os.uptime() / 3600)} h`,
      `Free space    ${free === undefined ? 'not known' : `${(free / gib).toFixed(1)} GiB where Holdfast keeps what it knows`}`,
    ],
  };
}

const kinds: Readonly<Record<ProblemKind, string>> = {
  'uncaught-error': 'an error that nothing caught; the program ended',
  'unhandled-rejection': 'an error that nothing waited for; the program ended',
  bug: 'something went wrong inside; the program went on',
  'engine-ended': 'the engine’s process ended',
  'page-error': 'a script of the page failed',
  'page-rejection': 'a script of the page failed, and nothing waited for it',
  'page-broke': 'the page could not be drawn',
  'page-ended': 'the page’s process ended',
  'page-hung': 'the page did not answer',
  'preload-failed': 'the script between window and page failed',
  'window-failed': 'the window could not load its page',
};

/** The problems that were kept, the newest first. */
export function problemsSection(home: string): ReportSection {
  return { title: 'Problems', lines: keptReports(home, problemsShown).flatMap((report) => problemLines(report)) };
}

/** The newest lines of the log, the newest last. */
export function logSection(home: string): ReportSection {
  return { title: 'Log', lines: logTail(home, linesShown).map(logLine) };
}

function problemLines({ at, area, kind, version, exit, reason, error }: KeptReport): readonly string[] {
  const more = [...(exit === undefined ? [] : [`exit ${exit}`]), ...(reason === undefined ? [] : [reason])].join(', ');
  return [`${minute(at)}  ${area}  ${kinds[kind]}${more === '' ? '' : ` (${more})`}, version ${version}`, ...(error === undefined ? [] : errorLines(error, '    '))];
}

function errorLines({ name, code, frames, causes = [] }: ErrorFacts, indent: string): readonly string[] {
  return [`${indent}${name}${code === undefined ? '' : ` ${code}`}`, ...frames.map((frame) => `${indent}  at ${frame}`), ...causes.flatMap((cause) => [`${indent}because of`, ...errorLines(cause, `${indent}  `)])];
}

function logLine({ at, run, area, level, event, ...facts }: LogEntry): string {
  const said = Object.entries(facts).map(([name, value]) => `${name}=${String(value)}`).join(' ');
  return `${at.slice(0, 19).replace('T', ' ')}  ${run.slice(0, 4)} ${area.padEnd(7)} ${level === 'problem' ? '!' : ' '} ${event}${said === '' ? '' : ` ${said}`}`;
}

/** `2026-11-22 05:30 UTC` */
export function minute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
