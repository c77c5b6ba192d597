import { timingSafeEqual } from 'node:crypto';
import type { KitDesk, KitFile } from './kit-desk.ts';
import type { Clock } from '../ports/clock.ts';
import { recoveryKitOf } from '../calls/recovery-kit.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import { findApp } from '../registry/lookup.ts';
import type { KitContent } from './content.ts';
import { KitQuestions } from './proof.ts';
import { renderTextKit } from './text-kit.ts';

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

  return {
    async render(wanted, { format, deputy }) {
      const kit = await recoveryKitOf(finder, wanted);
      const { slug } = findApp(await finder.settings.read(), wanted);
      return rendered({ ...kit, deputy: deputy?.trim() === '' ? undefined : deputy?.trim(), writtenAt: clock.now(), version }, format, slug);
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
  };
}

async function rendered(content: KitContent, format: 'pdf' | 'txt', slug: string): Promise<KitFile> {
  const fileName = `holdfast-recovery-kit-${slug}.${format}`;
  if (format === 'txt') return { fileName, mediaType: 'text/plain', content: new TextEncoder().encode(renderTextKit(content)) };
  const { renderPdfKit } = await import('./pdf-kit.ts');
  return { fileName, mediaType: 'application/pdf', content: await renderPdfKit(content) };
}

function sameKey(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
