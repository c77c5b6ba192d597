import type { RetentionRule } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { policyOf } from '../vault/retention/rule.ts';
import { refuseOpened } from './refuse-opened.ts';

/** @throws not-found. */
export async function retentionRule(settings: SettingsStore, wanted: string): Promise<RetentionRule | undefined> {
  return findApp(await settings.read(), wanted).retention;
}

/** Keeps the rule, or everything where there is none. @throws not-found; invalid-input where the rule would keep nothing, and for an app that is known only from its backups. */
export async function setRetentionRule(settings: SettingsStore, wanted: string, rule: RetentionRule | undefined, alone: <T>(change: () => Promise<T>) => Promise<T>): Promise<void> {
  const stored = rule === undefined ? undefined : storedRule(rule);
  await alone(() =>
    settings.update((latest) => {
      const app = findApp(latest, wanted);
      refuseOpened(app);
      return { ...latest, apps: latest.apps.map((each) => (each === app ? withRule(app, stored) : each)) };
    }),
  );
}

function withRule({ retention: _retention, ...app }: StoredApp, rule: StoredApp['retention']): StoredApp {
  return rule === undefined ? app : { ...app, retention: rule };
}

function storedRule({ preset, keep, automatic }: RetentionRule): NonNullable<StoredApp['retention']> {
  policyOf({ preset, ...(keep === undefined ? {} : { keep }) });
  const told = Object.fromEntries(Object.entries(keep ?? {}).filter(([, count]) => count !== undefined));
  return { preset, ...(Object.keys(told).length === 0 ? {} : { keep: told }), automatic };
}
