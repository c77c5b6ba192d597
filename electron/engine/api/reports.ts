import { openReporting } from '../../reports/open-reporting.ts';
import { createReportDesk } from '../reports/report-desk.ts';
import type { NeedFacts } from '../reports/needs-section.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** What went wrong with Holdfast itself: what is kept, and the report a person may hand on. */
export function reportsCalls({ deps, finder, journal, status, closing }: ServiceParts) {
  const desk = createReportDesk({ deps, settings: finder.settings, events: async (limit) => (await journal.list({ kinds: ['run-ended', 'engine-started', 'engine-crashed'], limit })).events, needs: needsNow });
  const reporting = openReporting({ home: deps.home, area: 'page', version: deps.version, now: () => deps.clock.now() });

  async function needsNow(): Promise<readonly NeedFacts[]> {
    const once = new AbortController();
    for await (const { needs, apps } of status.watch(AbortSignal.any([once.signal, closing]))) return [...needs, ...apps.flatMap((app) => app.needs)];
    return [];
  }

  return {
    list: api.reports.list.handler(async () => ({ problems: [...(await desk.problems())] })),
    make: api.reports.make.handler(async () => {
      const { fileName, text, names } = await desk.make();
      return { fileName, text, names: [...names] };
    }),
    failed: api.reports.failed.handler(async ({ input: { kind, name, frames } }) => ({ ok: true as const, kept: reporting.reportFacts(kind, { name, frames }) !== undefined })),
  };
}
