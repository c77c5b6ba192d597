import { useSyncExternalStore } from 'react';

/** What a person may accept to lose, in hours, and how often is backed up so that it is not more. */
export const objectives = [
  { hours: 1, everyHours: 1 },
  { hours: 6, everyHours: 3 },
  { hours: 24, everyHours: 12 },
  { hours: 168, everyHours: 48 },
] as const;

/**
 * How far somebody came with protecting an app. Kept for the tab, so that a reload loses nothing that was typed; the access token
 * is not in it.
 */
export interface Draft {
  readonly sample: boolean;
  readonly platform?: 'base44' | 'csv-folder';
  readonly url?: string;
  readonly appId?: string;
  readonly plan?: string;
  readonly path?: string;
  /** Name of the app, once it was added. */
  readonly app?: string;
  readonly hours?: number;
  readonly kitSaved?: boolean;
  readonly runId?: string;
}

const storageKey = 'holdfast-onboarding';
const empty: Draft = { sample: false };
const listeners = new Set<() => void>();
let draft = restore();

export function useDraft(): Draft {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
  );
}

export function updateDraft(change: Partial<Draft>): void {
  keep({ ...draft, ...change });
}

/** For another app: nothing of the one before. */
export function newDraft(sample: boolean): void {
  keep({ sample });
}

function keep(next: Draft): void {
  draft = next;
  sessionStorage.setItem(storageKey, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** What lies in the storage may be of an older version: only what has the right type counts. */
function restore(): Draft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return empty;
    const held = new Map<string, unknown>(Object.entries(stored));
    const platform = held.get('platform');
    const hours = held.get('hours');
    return {
      sample: held.get('sample') === true,
      ...(platform === 'base44' || platform === 'csv-folder' ? { platform } : {}),
      ...(typeof hours === 'number' ? { hours } : {}),
      ...(held.get('kitSaved') === true ? { kitSaved: true } : {}),
      ...text('url'),
      ...text('appId'),
      ...text('plan'),
      ...text('path'),
      ...text('app'),
      ...text('runId'),
    };

    function text<K extends 'url' | 'appId' | 'plan' | 'path' | 'app' | 'runId'>(name: K): Partial<Record<K, string>> {
      const value = held.get(name);
      const kept: Partial<Record<K, string>> = {};
      if (typeof value === 'string') kept[name] = value;
      return kept;
    }
  } catch {
    return empty;
  }
}
