import type { RetentionRule } from '../engine.ts';
import { retentionPresets } from '../vault/retention/policy.ts';
import { policyOf } from '../vault/retention/rule.ts';
import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** Which backups are kept. */
export function retentionCalls({ engine, finder, journal, feed }: ServiceParts) {
  async function stateOf(app: string) {
    const rule = await engine.retentionRule(app);
    return { rule: rule === undefined ? null : shown(rule), numbers: rule === undefined ? null : policyOf(rule), presets: retentionPresets };
  }

  return {
    get: api.retention.get.handler(({ input }) => stateOf(input.app)),
    set: api.retention.set.handler(async ({ input: { app, rule } }) => {
      const { name } = findApp(await finder.settings.read(), app);
      await engine.setRetentionRule(name, rule ?? undefined);
      await journal.append({ kind: 'retention-changed', app: name, detail: rule === null ? 'Every backup is kept.' : inWords(rule) });
      feed.publish({ topic: 'schedule', app: name });
      feed.publish({ topic: 'activity', app: name });
      return stateOf(name);
    }),
  };
}

function shown({ preset, keep, automatic }: RetentionRule) {
  const told = Object.fromEntries(Object.entries(keep ?? {}).filter(([, count]) => count !== undefined));
  return { preset, automatic, ...(Object.keys(told).length === 0 ? {} : { keep: told }) };
}

function inWords(rule: RetentionRule): string {
  const { last, daily, weekly, monthly, preChange } = policyOf(rule);
  const numbers = [...(last > 0 ? [`the newest ${last}`] : []), `${daily} daily`, `${weekly} weekly`, `${monthly} monthly`, `${preChange} from before a change`];
  return `Kept: ${numbers.join(', ')}. ${rule.automatic ? 'Others go after each scheduled backup.' : 'Others go when a person says so.'}`;
}
