import type { StoredApp } from '../settings/schema.ts';
import type { DrillRule } from './drill-desk.ts';

const weekly: DrillRule = { everyDays: 7 };

/** How often a drill of the app begins by itself. */
export function drillRuleOf({ drill }: Pick<StoredApp, 'drill'>): DrillRule {
  return drill ?? weekly;
}
