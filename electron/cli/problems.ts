import path from 'node:path';
import type { Area } from '../reports/log-entry.ts';
import type { Reporting } from '../reports/open-reporting.ts';
import type { ProblemKind } from '../reports/problem-report.ts';
import { programVersion } from './version.ts';

/** Where reports of this command go. What writes them is loaded when there is something to write: no command must wait for it at its start. */
export interface Problems {
  /** From now on in that home, as of that part of the program; the home may be made for it. */
  keepIn(home: string, area: Area): Promise<Reporting>;
  /** Keeps a report, unless the home is not there. @returns its file. */
  keep(kind: ProblemKind, error: unknown): Promise<string | undefined>;
  /** As `keep`, at once: possible after `keepIn`. */
  keepNow(kind: ProblemKind, error: unknown): string | undefined;
}

export function problemsIn(home: string): Problems {
  let reporting: Reporting | undefined;

  async function open(folder: string, area: Area, makesHome: boolean): Promise<Reporting> {
    const { openReporting } = await import('../reports/open-reporting.ts');
    reporting = openReporting({ home: folder, area, version: programVersion, makesHome });
    return reporting;
  }
  function keepNow(kind: ProblemKind, error: unknown): string | undefined {
    const name = reporting?.report(kind, error);
    return reporting === undefined || name === undefined ? undefined : path.join(reporting.home, 'reports', name);
  }

  return {
    keepIn: (folder, area) => open(folder, area, true),
    async keep(kind, error) {
      if (reporting === undefined) await open(home, 'command', false);
      return keepNow(kind, error);
    },
    keepNow,
  };
}
