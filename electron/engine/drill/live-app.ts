import type { EntityDescription } from '../../../shared/model/app.ts';
import { isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { Source, Whereabouts } from '../ports/source.ts';

/** The app as it is now, where it can be asked; otherwise why not, in a sentence. */
export type LiveApp = { readonly kind: 'there'; readonly source: Source; readonly tables: ReadonlyMap<string, EntityDescription> } | { readonly kind: 'away'; readonly why: string };

/** Asks the app what it holds, once, when somebody first wants to know. @param open undefined where there is no app to ask */
export function liveApp(open: (() => Promise<Source>) | undefined, signal: AbortSignal): () => Promise<LiveApp> {
  let asked: Promise<LiveApp> | undefined;
  return () => (asked ??= ask(open, signal));
}

async function ask(open: (() => Promise<Source>) | undefined, signal: AbortSignal): Promise<LiveApp> {
  if (open === undefined) return { kind: 'away', why: 'This app is known here only from its backups, so there is no app to ask.' };
  try {
    const source = await open();
    const { entities } = await source.describe({ signal });
    return { kind: 'there', source, tables: new Map(entities.map((entity) => [entity.name, entity])) };
  } catch (error) {
    return { kind: 'away', why: whyNot(error) };
  }
}

/** What keeps the app from being asked. @throws cancelled, bug. */
export function whyNot(error: unknown): string {
  const failure = toHoldfastError(error);
  if (failure.code === 'cancelled' || failure.code === 'bug') throw isHoldfastError(error) ? error : failure;
  return `The app could not be asked: ${failure.message}`;
}

/** What became of some records. Undefined with a reason where nobody can say. */
export async function whereabouts(live: LiveApp, table: string, ids: readonly string[], signal: AbortSignal): Promise<{ readonly states: ReadonlyMap<string, Whereabouts> } | { readonly why: string }> {
  if (live.kind === 'away') return { why: live.why };
  const entity = live.tables.get(table);
  if (entity === undefined) return { why: `The app has no table “${table}” any more.` };
  if (live.source.whereabouts === undefined) return { why: 'This platform cannot be asked for single records.' };
  try {
    return { states: await live.source.whereabouts(entity, ids, { signal }) };
  } catch (error) {
    return { why: whyNot(error) };
  }
}
