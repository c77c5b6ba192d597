import { randomUUID, timingSafeEqual } from 'node:crypto';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { keepCanary } from '../keys/canary.ts';
import { activeDeputies } from '../keys/recipients.ts';
import type { KitDesk } from './kit-desk.ts';
import type { Clock } from '../ports/clock.ts';
import { recoveryKitOf } from '../calls/recovery-kit.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import { findApp } from '../registry/lookup.ts';
import { KitQuestions } from './proof.ts';
import { renderedKit } from './rendered.ts';
import { kitFacts } from './said.ts';

export interface KitDeskDeps {
  readonly finder: VaultFinder;
  readonly clock: Clock;
  readonly random: () => number;
  readonly version: string;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

export function createKitDesk({ finder, clock, random, version, alone }: KitDeskDeps): KitDesk {
  const questions = new KitQuestions(random);

  async function noteProved(wanted: string): Promise<void> {
    const kitProvedAt = clock.now().toISOString();
    await alone(() =>
      finder.settings.update((latest) => {
        const { name } = findApp(latest, wanted);
        return { ...latest, apps: latest.apps.map((app) => (app.name === name ? { ...app, kitProvedAt } : app)) };
      }),
    );
  }

  /** What the kit says is compared later with what is so then. */
  async function noteSaid(wanted: string): Promise<void> {
    const at = clock.now().toISOString();
    try {
      await alone(() =>
        finder.settings.update((latest) => {
          const { name } = findApp(latest, wanted);
          return { ...latest, apps: latest.apps.map((app) => (app.name === name ? { ...app, kitSaid: { at, ...kitFacts(latest, app) } } : app)) };
        }),
      );
    } catch (error) {
      // Another process backs up just now: the kit is worth more than the note, without which it is asked for once too often.
      if (!isHoldfastError(error, 'conflict')) throw error;
    }
  }

  return {
    async render(wanted, { format, deputy }) {
      const kit = await recoveryKitOf(finder, wanted);
      const { slug, vault } = findApp(await finder.settings.read(), wanted);
      const letIn = activeDeputies(vault).map(({ name }) => name).join(', ');
      const named = [deputy?.trim(), letIn].find((each) => each !== undefined && each !== '');
      const file = await renderedKit({ ...kit, deputy: named, writtenAt: clock.now(), version }, format, `holdfast-recovery-kit-${slug}`);
      await noteSaid(wanted);
      return file;
    },
    async challenge(wanted) {
      const { vaultId, identity } = await recoveryKitOf(finder, wanted);
      return questions.ask(vaultId, identity);
    },
    async prove(wanted, answers) {
      const { vaultId, identity } = await recoveryKitOf(finder, wanted);
      const proof = questions.judge(vaultId, identity, answers);
      if (proof.proved) await noteProved(wanted);
      return proof;
    },
    async verify(wanted, typed) {
      const { parseTypedKey } = await import('./typed-key.ts');
      const { identity } = await recoveryKitOf(finder, wanted);
      const proved = sameKey(await parseTypedKey(typed), identity);
      if (proved) await noteProved(wanted);
      return { proved };
    },
    async restore(wanted, typed, { signal }) {
      const { restoreKey } = await import('./restore-key.ts');
      return alone(async () => {
        const restored = await restoreKey(finder, wanted, typed, signal);
        await keepCanary({ keychain: finder.keychain, newId: randomUUID, change: (make) => finder.settings.update(make) }, await finder.settings.read());
        return restored;
      });
    },
  };
}

function sameKey(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
