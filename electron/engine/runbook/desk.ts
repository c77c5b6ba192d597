import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { openEveryVault, type VaultFinder } from '../calls/app-vault.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import { activeDeputies } from '../keys/recipients.ts';
import type { KitFile } from '../kit/kit-desk.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import { sameName } from '../registry/names.ts';
import { placeAddress } from '../registry/place-address.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import { deputyProofKey, runbookMarkdownKey, runbookPdfKey } from '../vault/format/names.ts';
import { sha256 } from '../vault/format/runbook.ts';
import { holdsRunbook, writeRunbook } from '../vault/runbook.ts';
import { deputySection, leftToThePage } from './deputy-copy.ts';
import { armored, challengeObject, deputyMark, isFresh, judge, makeChallenge, proofDueAt } from './deputy-proof.ts';
import { type Proofs, type RunbookFacts, runbookFacts } from './facts.ts';
import { foundRunbook } from './found.ts';
import { lacksOf } from './lacks.ts';
import { type PageContent, renderMarkdown } from './markdown.ts';
import { pageHash, pageSections, withoutContacts } from './page.ts';
import type { PrintedPage } from './pdf-runbook.ts';
import type { Runbook, RunbookSection } from './runbook.ts';
import type { RunbookDesk } from './runbook-desk.ts';
import { type RunbookFile, RunbookFiles } from './runbook-file.ts';
import { suggestedMessages } from './words.ts';

export interface RunbookDeskDeps {
  readonly finder: VaultFinder;
  readonly deps: EngineDependencies;
  /** What other parts have proved. */
  readonly proofs: (app: StoredApp) => Promise<Proofs>;
  /** Absent for paper as it is. */
  readonly print?: typeof printed;
}

/** All that is known when something is said of a runbook. */
interface Known {
  readonly settings: Settings;
  readonly app: StoredApp;
  readonly file: RunbookFile;
  readonly facts: RunbookFacts;
}

const dayMs = 24 * 3_600_000;
/** Having re-read it counts for a quarter. */
const rereadDays = 92;

export function createRunbookDesk({ finder, deps, proofs, print = printed }: RunbookDeskDeps): RunbookDesk {
  const { home, clock, version, log } = deps;
  const files = new RunbookFiles({ home, clock, log });
  /** Of the page that was looked at last: finding it out takes a while. */
  const cutShorts = new Map<string, { readonly hash: string; readonly cutShort: readonly string[] }>();
  /** One after the other: two writings of one page would each count the other's as old. */
  const turns = new Map<string, Promise<unknown>>();

  async function know(wanted: string): Promise<Known> {
    const settings = await finder.settings.read();
    const app = findApp(settings, wanted);
    const file = await files.read(app.vault.id);
    return { settings, app, file, facts: runbookFacts(settings, app, finder.connector, { goldenChecks: file.goldenChecks ?? [], ...(await proofs(app)) }) };
  }

  function contentOf({ app, file }: Known, sections: readonly RunbookSection[]): PageContent {
    return { app: app.name, sections, writtenAt: file.page === undefined ? clock.now() : new Date(file.page.at), version };
  }

  async function cutShortOf(known: Known, sections: readonly RunbookSection[]): Promise<readonly string[]> {
    const hash = pageHash(known.app.name, sections, true);
    const last = cutShorts.get(known.app.vault.id);
    if (last?.hash === hash) return last.cutShort;
    const { roomForSections, surelyFits } = await import('./pdf-layout.ts');
    const cutShort = surelyFits(sections, roomForSections) ? [] : (await print(contentOf(known, sections))).cutShort;
    cutShorts.set(known.app.vault.id, { hash, cutShort });
    return cutShort;
  }

  async function shown(known: Known, signal: AbortSignal): Promise<Runbook> {
    const { app, file, facts, settings } = known;
    const sections = sectionsOf(known);
    const hash = storedHash(known);
    const provedAt = new Map(latestProofs(file));
    const { deputyProvedAt } = stampsOf(known);
    return {
      app: app.name,
      text: file.text,
      suggestedMessages: [...suggestedMessages(app.name)],
      sections: [...sections],
      lacks: [...lacksOf(file.text, facts)],
      cutShort: [...(await cutShortOf(known, sections))],
      ...(file.changedAt === undefined ? {} : { changedAt: file.changedAt }),
      ...(file.reread === undefined ? {} : { rereadAt: file.reread.at, rereadDueAt: new Date(Date.parse(file.reread.at) + rereadDays * dayMs).toISOString() }),
      changedSinceReread: isOtherThanReread(known),
      ...(deputyProvedAt === undefined ? {} : { deputyProvedAt }),
      deputies: facts.deputies.map(({ name, recipient }) => {
        const at = provedAt.get(recipient);
        return { name, ...(at === undefined ? {} : { provedAt: at, proofDueAt: proofDueAt(at) }) };
      }),
      places: destinationsOf(settings, app).map((place) => {
        const stored = file.stored.find((each) => each.place === place.name && each.address === placeAddress(place));
        const failed = file.failed.find((each) => each.place === place.name);
        return { name: place.name, ...(stored === undefined ? {} : { storedAt: stored.at }), current: stored?.hash === hash, ...(failed === undefined ? {} : { error: failed.error }) };
      }),
      isDamaged: file.wasDamaged === true,
      ...(app.connection.platform === 'opened' ? { found: await foundRunbook(finder, app, signal) } : {}),
    };
  }

  /** Codes for deputies who have none that is fresh; those of others go. */
  async function challenged(app: StoredApp, signal: AbortSignal): Promise<RunbookFile> {
    const recipients = activeDeputies(app.vault).map(({ recipient }) => recipient);
    const now = clock.now();
    const file = await files.read(app.vault.id);
    const has = (recipient: string): boolean => file.challenges.some((each) => each.recipient === recipient && isFresh(each, now));
    if (recipients.every(has) && file.challenges.every((each) => recipients.includes(each.recipient))) return file;
    const fresh = new Map(await Promise.all(recipients.map(async (recipient) => [recipient, await makeChallenge(recipient, now)] as const)));
    return files.change(app.vault.id, signal, (latest) => ({
      ...latest,
      challenges: [...fresh].map(([recipient, made]) => latest.challenges.find((each) => each.recipient === recipient && isFresh(each, now)) ?? made),
    }));
  }

  /** @param isAsked puts it there anew, whatever is known to be there */
  async function putInPlaces(wanted: string, isAsked: boolean, signal: AbortSignal): Promise<boolean> {
    const first = await know(wanted);
    if (first.file.changedAt === undefined || first.app.connection.platform === 'opened') return false;
    await challenged(first.app, signal);
    let known = await know(wanted);
    const { app, settings } = known;
    const hash = storedHash(known);
    const at = clock.now().toISOString();
    if (known.file.page?.hash !== hash) known = { ...known, file: await files.change(app.vault.id, signal, (file) => ({ ...file, page: { hash, at }, goldenChecks: [...known.facts.goldenChecks] })) };
    const places = destinationsOf(settings, app);
    const addresses = new Map(places.map((place) => [place.name, placeAddress(place)]));
    const isStored = (name: string, address: string): boolean => known.file.stored.some((each) => each.place === name && each.address === address && each.hash === hash);
    const lacking = places.filter((place) => isAsked || !isStored(place.name, placeAddress(place)));
    if (lacking.length === 0) return false;
    const done = await putInto(known, new Set(lacking.map(({ name }) => name)), signal);
    const names = new Set(done.map(({ place }) => place));
    await files.change(app.vault.id, signal, (file) => ({
      ...file,
      stored: [
        ...file.stored.filter(({ place }) => !done.some((each) => each.place === place && each.seal !== undefined) && places.some(({ name }) => name === place)),
        ...done.flatMap(({ place, seal }) => (seal === undefined ? [] : [{ place, address: addresses.get(place) ?? '', hash, at, seal }])),
      ],
      failed: [...file.failed.filter(({ place }) => !names.has(place) && places.some(({ name }) => name === place)), ...done.flatMap(({ place, error }) => (error === undefined ? [] : [{ place, at, error: toPlainError(error) }]))],
    }));
    return done.length > 0;
  }

  async function putInto(known: Known, names: ReadonlySet<string>, signal: AbortSignal): Promise<readonly { readonly place: string; readonly seal?: string; readonly error?: HoldfastError }[]> {
    const { app, file } = known;
    const content = contentOf(known, storedSections(known));
    const [{ pdf }, vaults] = await Promise.all([print(content), openEveryVault(finder, app.name, { signal }).catch((error: unknown) => toHoldfastError(error))]);
    if (vaults instanceof HoldfastError) {
      if (isHoldfastError(vaults, 'cancelled')) throw vaults;
      return [...names].map((place) => ({ place, error: vaults }));
    }
    const objects = new Map<string, Uint8Array>([
      [runbookMarkdownKey, new TextEncoder().encode(renderMarkdown(content))],
      [runbookPdfKey, pdf],
      ...file.challenges.map((each): [string, Uint8Array] => [deputyProofKey(deputyMark(each.recipient)), challengeObject(each)]),
    ]);
    return Promise.all(
      // A place without a backup has no vault to put it beside; it gets it with the first one.
      vaults.places
        .filter(({ name }) => names.has(name))
        .map(async (place) => {
          if ('error' in place) return { place: place.name, error: place.error };
          try {
            return { place: place.name, seal: await writeRunbook(place.vault, { writtenAt: content.writtenAt, objects }, signal) };
          } catch (error) {
            if (isHoldfastError(error, 'cancelled')) throw error;
            return { place: place.name, error: toHoldfastError(error) };
          }
        }),
    );
  }

  async function inTurn<T>(app: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(app) ?? Promise.resolve()).then(work, work);
    turns.set(app, turn);
    return turn;
  }

  async function written(wanted: string): Promise<Known> {
    const known = await know(wanted);
    if (known.file.changedAt !== undefined) return known;
    throw new HoldfastError('invalid-input', `Nobody has written a runbook for “${known.app.name}” yet.`, { nextStep: 'Open Runbook in Holdfast and name the people who act: it takes a minute.' });
  }

  return {
    async get(wanted, { signal }) {
      return shown(await know(wanted), signal);
    },
    async preview(wanted, text) {
      const known = await know(wanted);
      const draft = { ...known, file: { ...known.file, text } };
      const sections = sectionsOf(draft);
      return { sections: [...sections], lacks: [...lacksOf(text, draft.facts)], cutShort: [...(await cutShortOf(draft, sections))] };
    },
    async save(wanted, text, { signal }) {
      const { app } = await know(wanted);
      const at = clock.now().toISOString();
      const suggested = suggestedMessages(app.name);
      // What is as suggested goes on following the suggestion, when the app is called something else.
      const messages = text.messages.filter(({ id, text: own }) => own.trim() !== '' && suggested.every((each) => each.id !== id || each.text !== own));
      await files.change(app.vault.id, signal, ({ wasDamaged: _said, ...file }) => ({ ...file, text: { ...text, messages }, changedAt: at }));
      return shown(await know(wanted), signal);
    },
    async reread(wanted, { signal }) {
      const known = await written(wanted);
      const at = clock.now().toISOString();
      const says = pageHash(known.app.name, sectionsOf(known), false);
      await files.change(known.app.vault.id, signal, (file) => ({ ...file, reread: { at, says } }));
      return shown(await know(wanted), signal);
    },
    async file(wanted, { format, copy, deputy }, { signal }) {
      const known = await know(wanted);
      const content = copy === 'deputy' ? await deputyContent(known, deputy, signal) : contentOf(known, sectionsOf(known));
      return fileOf(content, print, format, `holdfast-runbook-${known.app.slug}${copy === 'deputy' ? '-deputy' : ''}`);
    },
    async store(wanted, { signal }) {
      const { app } = await written(wanted);
      await inTurn(app.vault.id, () => putInPlaces(app.name, true, signal));
      return shown(await know(wanted), signal);
    },
    async follow(wanted, { signal }) {
      const { app, file } = await know(wanted);
      if (file.changedAt === undefined) return false;
      return inTurn(app.vault.id, () => putInPlaces(app.name, false, signal));
    },
    async afterBackup(wanted, { signal }) {
      try {
        const { app, file } = await know(wanted);
        if (file.changedAt === undefined) return;
        await inTurn(app.vault.id, async () => {
          await forgetGone(app.name, signal);
          await putInPlaces(app.name, false, signal);
        });
      } catch (error) {
        if (!isHoldfastError(error, 'cancelled')) log('The runbook could not be put beside the backup.', { code: toPlainError(error).code });
      }
    },
    async evidence(wanted) {
      const known = await know(wanted);
      const { app, file, facts, settings } = known;
      if (file.changedAt === undefined) return undefined;
      const hash = storedHash(known);
      const { deputyProvedAt } = stampsOf(known);
      return {
        lacks: lacksOf(file.text, facts),
        ...(file.reread === undefined ? {} : { rereadAt: file.reread.at }),
        changedSinceReread: isOtherThanReread(known),
        ...(deputyProvedAt === undefined ? {} : { deputyProvedAt }),
        storedIn: destinationsOf(settings, app).flatMap((place) => (file.stored.some((each) => each.place === place.name && each.address === placeAddress(place) && each.hash === hash) ? [place.name] : [])),
      };
    },
    async proveDeputy(wanted, code, { signal }) {
      const { app, file } = await know(wanted);
      const active = activeDeputies(app.vault);
      const now = clock.now();
      const { recipient } = judge(file.challenges.filter((each) => active.some((deputy) => deputy.recipient === each.recipient)), code, now);
      const at = now.toISOString();
      await files.change(app.vault.id, signal, (latest) => ({
        ...latest,
        proofs: [...latest.proofs.filter((each) => each.recipient !== recipient), { recipient, at }],
        // Once told, it proves nothing any more.
        challenges: latest.challenges.filter((each) => each.recipient !== recipient),
      }));
      return { runbook: await shown(await know(wanted), signal), deputy: active.find((each) => each.recipient === recipient)?.name ?? '' };
    },
  };

  /** What was put somewhere and is not there any more is put there again. A place that is away keeps what is known of it. */
  async function forgetGone(wanted: string, signal: AbortSignal): Promise<void> {
    const { app, file } = await know(wanted);
    if (file.stored.length === 0) return;
    const { places } = await openEveryVault(finder, app.name, { signal });
    const gone = new Set<string>();
    for (const place of places) {
      const stored = file.stored.find((each) => each.place === place.name);
      if (stored === undefined || 'error' in place) continue;
      const isThere = await holdsRunbook(place.vault, stored.seal, signal).catch((error: unknown) => {
        if (isHoldfastError(error, 'cancelled')) throw error;
        return true;
      });
      if (!isThere) gone.add(place.name);
    }
    if (gone.size > 0) await files.change(app.vault.id, signal, (latest) => ({ ...latest, stored: latest.stored.filter(({ place }) => !gone.has(place)) }));
  }

  async function deputyContent(known: Known, named: string | undefined, signal: AbortSignal): Promise<PageContent> {
    const file = await challenged(known.app, signal);
    const now = { ...known, file };
    const active = activeDeputies(known.app.vault).filter(({ name }) => named === undefined || sameName(name, named));
    const proofsOf = new Map(latestProofs(file));
    // Whose proof is the oldest, or missing.
    const deputy = active.toSorted((a, b) => (proofsOf.get(a.recipient) ?? '').localeCompare(proofsOf.get(b.recipient) ?? ''))[0];
    const challenge = file.challenges.find((each) => each.recipient === deputy?.recipient);
    if (deputy === undefined || challenge === undefined) {
      throw new HoldfastError('not-found', `Nobody has a deputy’s key for “${known.app.name}”.`, { nextStep: 'Let a deputy in first: under Settings, Keys, or with "deputy add".', details: { reason: 'no-deputy' } });
    }
    const sections = sectionsOf(now).filter(({ id }) => !leftToThePage.has(id));
    return {
      ...contentOf(now, [deputySection(deputy.name, known.facts, deputyProofKey(deputyMark(deputy.recipient))), ...sections]),
      copyOf: deputy.name,
      challenge: { deputy: deputy.name, armored: armored(challenge) },
    };
  }
}

/** Loaded when there is something to be printed: it takes a while. */
async function printed(content: PageContent): Promise<PrintedPage> {
  return (await import('./pdf-runbook.ts')).printRunbook(content);
}

async function fileOf(content: PageContent, print: typeof printed, format: 'pdf' | 'md', name: string): Promise<KitFile> {
  const fileName = `${name}.${format}`;
  if (format === 'md') return { fileName, mediaType: 'text/markdown', content: new TextEncoder().encode(renderMarkdown(content)) };
  return { fileName, mediaType: 'application/pdf', content: (await print(content)).pdf };
}

function latestProofs({ proofs }: RunbookFile): readonly (readonly [string, string])[] {
  return proofs.map(({ recipient, at }) => [recipient, at] as const);
}

function stampsOf({ app, file }: Known) {
  const proved = new Map(latestProofs(file));
  return { rereadAt: file.reread?.at, deputyProvedAt: activeDeputies(app.vault).flatMap(({ recipient }) => proved.get(recipient) ?? []).toSorted().at(-1) };
}

function sectionsOf(known: Known): readonly RunbookSection[] {
  return pageSections(known.file.text, known.facts, stampsOf(known));
}

function isOtherThanReread(known: Known): boolean {
  const { reread } = known.file;
  return reread !== undefined && reread.says !== pageHash(known.app.name, sectionsOf(known), false);
}

/** As it lies in places, where nothing of it is encrypted. */
function storedSections(known: Known): readonly RunbookSection[] {
  const { text } = known.file;
  return pageSections(text.leaveOutContacts === true ? withoutContacts(text) : text, known.facts, stampsOf(known));
}

function storedHash(known: Known): string {
  const codes = known.file.challenges.map(({ answer }) => answer).toSorted();
  return sha256(new TextEncoder().encode([pageHash(known.app.name, storedSections(known), true), ...codes].join('\n')));
}
