import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { goldenCheck } from '../../../shared/contract/drills.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import { plainName } from '../drill/golden/words.ts';
import { DrillReports } from '../drill/reports.ts';
import { vaultKeys } from '../keys/key-health.ts';
import type { StoredApp } from '../settings/schema.ts';
import { decodeGolden } from '../vault/golden.ts';
import type { LastDrill, Proofs } from './facts.ts';

/** What other parts have proved of an app, as it lies in the home. What cannot be read is not known, and absent. */
export function proofsIn(finder: VaultFinder, { home, log }: Pick<EngineDependencies, 'home' | 'log'>): (app: StoredApp) => Promise<Proofs> {
  const reports = new DrillReports(home, log);
  /** Opening the list takes the keychain: it is opened again when the file is another one. */
  const opened = new Map<string, { readonly stamp: string; readonly names: readonly string[] }>();

  async function goldenNames(app: StoredApp): Promise<readonly string[] | undefined> {
    const file = path.join(home, 'drills', app.vault.id, 'golden.age');
    try {
      const { mtimeMs, size } = await stat(file);
      const stamp = `${mtimeMs} ${size}`;
      const known = opened.get(file);
      if (known?.stamp === stamp) return known.names;
      const keys = await vaultKeys(finder.keychain, await finder.settings.read(), app);
      const { content } = await decodeGolden({ keys, header: { vaultId: app.vault.id } }, await readFile(file));
      // Not as a person named them: the page lies in places where nothing of it is encrypted.
      const names = content.checks.flatMap((each) => {
        const parsed = goldenCheck.safeParse(each);
        return parsed.success ? [plainName(parsed.data.rule)] : [];
      });
      opened.set(file, { stamp, names });
      return names;
    } catch {
      return undefined;
    }
  }

  return async (app) => {
    const [lastDrill, goldenChecks] = await Promise.all([reports.list(app.vault.id, 1).then(([newest]) => (newest === undefined ? undefined : drillOf(newest)), () => undefined), goldenNames(app)]);
    return { lastDrill, ...(goldenChecks === undefined ? {} : { goldenChecks }) };
  };
}

function drillOf({ startedAt, place, ok, durationMs }: Omit<LastDrill, 'at'> & { readonly startedAt: string }): LastDrill {
  return { at: startedAt, place, ok, durationMs };
}
