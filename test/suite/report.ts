import { stripVTControlCharacters } from 'node:util';

import type { StageName } from './selection.ts';

export interface StageResult {
  readonly passed: number;
  /** Name of each test that failed, with why (`failure`). */
  readonly failures: readonly string[];
  readonly skips: readonly Skip[];
  /** What passed only at its second try: named each time, so that it is mended, and a failure as soon as it is many. */
  readonly unsteady?: readonly Unsteady[];
}

/** So many may need a second try in one run: a browser on a computer that does other things too is now and then late. */
export const mostUnsteady = 2;

export interface Unsteady {
  readonly name: string;
  /** What went wrong at first, in a line. */
  readonly firstTry: string;
}

export interface Skip {
  readonly name: string;
  /** Why, with the command that would change it; empty when the test does not say. */
  readonly reason: string;
}

export interface StageReport extends StageResult {
  readonly stage: StageName;
  readonly durationMs: number;
}

/** A failed test as the summary names it: of a run whose output is gone, it is all that is left. @param message may be long, and coloured */
export function failure(name: string, message: string | undefined): string {
  const said = stripVTControlCharacters(message ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 4).join(' · ');
  return said === '' ? name : `${name}\n      ${said.length > 400 ? `${said.slice(0, 400)} …` : said}`;
}

export function combine(results: readonly StageResult[]): StageResult {
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failures: results.flatMap((result) => result.failures),
    skips: results.flatMap((result) => result.skips),
    unsteady: results.flatMap((result) => result.unsteady ?? []),
  };
}

export function succeeded(reports: readonly StageReport[]): boolean {
  const total = combine(reports);
  return total.failures.length === 0 && total.passed > 0;
}

/** The table, then what was skipped, what needed a second try and what failed by name, then the totals alone on the last line. */
export function renderReport(reports: readonly StageReport[]): string {
  const rows = [
    ['stage', 'passed', 'failed', 'skipped', 'seconds'],
    ...reports.map(({ stage, passed, failures, skips, durationMs }) => [stage, passed, failures.length, skips.length, (durationMs / 1000).toFixed(1)].map(String)),
  ];
  const total = combine(reports);
  return [
    '',
    ...rows.map(([stage = '', ...figures]) => stage.padEnd(12) + figures.map((figure) => figure.padStart(9)).join('')),
    '',
    ...section('Skipped', total.skips.map((skip) => `${skip.name}\n      ${skip.reason === '' ? 'gives no reason' : skip.reason}`)),
    ...section('Passed only at the second try, to be mended', (total.unsteady ?? []).map(({ name, firstTry }) => `${name}\n      ${firstTry}`)),
    ...section('Failed', total.failures),
    `${total.passed} passed, ${total.failures.length} failed, ${total.skips.length} skipped`,
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  - ${line}`), ''];
}
