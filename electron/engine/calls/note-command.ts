import { randomUUID } from 'node:crypto';
import { noteBeside } from '../activity/journal.ts';
import type { CommandNote } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { findApp } from '../registry/lookup.ts';
import type { SettingsStore } from '../settings/settings.ts';

interface Noting {
  readonly settings: SettingsStore;
  readonly home: string;
  readonly clock: Clock;
}

/** Notes what a command did in the journal of the home, beside whoever has it open. Never rejects. */
export async function noteCommand({ settings, home, clock }: Noting, { kind, app, detail }: CommandNote): Promise<void> {
  try {
    const name = app === undefined ? undefined : findApp(await settings.read(), app).name;
    await noteBeside(home, { id: randomUUID(), at: clock.now().toISOString(), kind, via: 'command-line', ...(name === undefined ? {} : { app: name }), ...(detail === undefined || detail === '' ? {} : { detail: detail.slice(0, 500) }) });
  } catch {
    // What was done is done, also where nobody could note it.
  }
}
