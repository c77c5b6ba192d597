import { keptReports } from '../../reports/problem-report.ts';
import { computerSection, logSection, problemsSection, reportFileName, reportText, type ReportSection } from '../../reports/report-text.ts';
import { openJournal } from '../activity/journal.ts';
import type { StoredEvent } from '../activity/event.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import { emptySettings, type Settings } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { toHoldfastError } from '../../../shared/model/errors.ts';
import { needsSection, type NeedFacts } from './needs-section.ts';
import { namesOf } from './names.ts';
import type { ReportDesk } from './report.ts';
import { runsSection } from './runs-section.ts';
import { settingsSection } from './settings-section.ts';

export interface ReportDeps {
  readonly deps: Pick<EngineDependencies, 'home' | 'version' | 'clock'>;
  readonly settings: SettingsStore;
  /** Newest first; absent where no journal is open. */
  readonly events?: (limit: number) => Promise<readonly StoredEvent[]>;
  /** What needs somebody now; absent where nobody looks. */
  readonly needs?: () => Promise<readonly NeedFacts[]>;
}

const eventsRead = 200;

export function createReportDesk({ deps, settings, events = (limit) => eventsIn(deps, limit), needs }: ReportDeps): ReportDesk {
  const { home, version, clock } = deps;
  return {
    async make() {
      const { known, section } = await setUp(settings);
      const names = namesOf(known);
      const at = clock.now();
      const sections: readonly ReportSection[] = [
        computerSection({ home, version, face: process.versions.electron === undefined ? 'without a window of its own' : 'the app' }),
        section,
        needsSection(needs === undefined ? undefined : await needs(), names),
        runsSection(await events(eventsRead), names),
        problemsSection(home),
        logSection(home),
      ];
      return { fileName: reportFileName(at), text: reportText(at, sections), names: names.shown };
    },
    problems: async () => keptReports(home).map(({ name, at, area, kind }) => ({ id: name, at, area, kind })),
  };
}

/** Settings that cannot be read are one more reason for a report. */
async function setUp(settings: SettingsStore): Promise<{ readonly known: Settings; readonly section: ReportSection }> {
  try {
    const known = await settings.read();
    return { known, section: settingsSection(known) };
  } catch (error) {
    return { known: emptySettings, section: { title: 'How it is set up', lines: [`The settings cannot be read: ${toHoldfastError(error).code}.`] } };
  }
}

async function eventsIn({ home, clock }: Pick<EngineDependencies, 'home' | 'clock'>, limit: number): Promise<readonly StoredEvent[]> {
  const journal = await openJournal({ home, clock, newId: () => '', log: () => undefined, mends: false });
  return (await journal.list({ kinds: ['run-ended', 'engine-started', 'engine-crashed'], limit })).events;
}
