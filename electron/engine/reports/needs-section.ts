import type { z } from 'zod';
import type { need } from '../../../shared/contract/need.ts';
import type { ReportSection } from '../../reports/report-text.ts';
import type { Names } from './names.ts';

export type NeedFacts = z.infer<typeof need>;

/** What needs somebody: of which kind, of which app and place, with which code. */
export function needsSection(needs: readonly NeedFacts[] | undefined, names: Names): ReportSection {
  const title = 'What needs somebody';
  if (needs === undefined) return { title, lines: ['Not asked: this is known while Holdfast runs, and the report was made by a command.'] };
  return { title, lines: needs.map((each) => lineOf(each, names)) };
}

function lineOf(each: NeedFacts, names: Names): string {
  const parts = [
    ...('app' in each ? [names.app(each.app)] : []),
    ...('place' in each && each.place !== undefined ? [names.place(each.place)] : []),
    ...('error' in each && each.error !== undefined ? [each.error.code] : []),
    ...('state' in each ? [each.state] : []),
  ];
  return `${each.kind}${parts.length === 0 ? '' : `  ${parts.join(', ')}`}`;
}
