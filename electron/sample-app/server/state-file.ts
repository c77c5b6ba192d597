import { createReadStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { splitLines } from '../../../shared/model/lines.ts';

import { isSchema } from './validate.ts';
import { dataEnvironments, userEntity, type AppStore, type DataEnvironment, type EntityTables } from './store/app-store.ts';
import { isFields, parseObject, rowOf, type Fields, type Row } from './store/row.ts';

/**
 * The app's state as JSON Lines: a head, the schemas, the records of each place after a line that names it, uploaded
 * files. Written beside the old file and then renamed over it, so that a crash leaves one or the other, whole.
 */

const version = 1;
const linesAtOnce = 2000;

/** What the built-in business was made with, so that its files are there again; absent for a data set of the caller's own. */
export interface Origin {
  readonly records: number;
  readonly seed: number;
}

/** @throws when the disk refuses. */
export async function saveState(path: string, store: AppStore, baseUrl: string, origin: Origin | undefined): Promise<void> {
  store.dirty = false;
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  try {
    let lines: string[] = [];
    for (const line of linesOf(store, baseUrl, origin)) {
      lines.push(line);
      if (lines.length < linesAtOnce) continue;
      await file.write(`${lines.join('\n')}\n`);
      lines = [];
    }
    await file.write(`${[...lines, '{"end":true}'].join('\n')}\n`);
    await file.sync();
  } catch (error) {
    store.dirty = true;
    throw error;
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

function* linesOf(store: AppStore, baseUrl: string, origin: Origin | undefined): Iterable<string> {
  yield JSON.stringify({ version, appId: store.appId, url: baseUrl, ids: store.idsGiven, origin });
  for (const name of [...store.entityNames(), userEntity]) {
    const schema = store.schema(name);
    if (schema !== undefined) yield JSON.stringify({ schema: name, value: schema });
  }
  for (const environment of dataEnvironments) {
    for (const entity of store.entityNames()) {
      const tables = store.tables(environment, entity);
      for (const place of ['live', 'trash'] as const) yield* placeLines(environment, entity, place, tables?.[place].ordered('created').rows ?? []);
    }
  }
  yield* placeLines('prod', userEntity, 'live', store.users.ordered('created').rows);
  for (const conversation of store.conversations) yield JSON.stringify({ conversation });
  for (const file of store.files.uploaded) {
    yield JSON.stringify({ file: file.path, visibility: file.visibility, contentType: file.contentType, base64: Buffer.from(file.content()).toString('base64') });
  }
}

function* placeLines(environment: DataEnvironment, entity: string, place: keyof EntityTables, rows: readonly Row[]): Iterable<string> {
  if (rows.length === 0) return;
  yield JSON.stringify({ entity, environment, place, records: rows.length });
  for (const row of rows) yield row.text;
}

/** What the state in a file came from. Undefined when there is no such file, or it holds a data set of the caller's own. */
export async function originIn(path: string): Promise<Origin | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    for await (const line of file.readLines()) {
      const { origin } = parseObject(line);
      if (!isFields(origin) || typeof origin['records'] !== 'number' || typeof origin['seed'] !== 'number') return undefined;
      return { records: origin['records'], seed: origin['seed'] };
    }
    return undefined;
  } catch (error) {
    throw new Error('The state file is damaged.', { cause: error });
  } finally {
    await file.close();
  }
}

/**
 * Fills an empty store from a state file. File addresses are moved to this server's own.
 * @returns false when there is no such file. @throws when there is one and it is not whole, or another app's.
 */
export async function loadState(path: string, store: AppStore, baseUrl: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  const state = new StateReader(store, baseUrl);
  try {
    for await (const line of splitLines(createReadStream(path, 'utf8'))) state.read(line);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new Error('The state file is damaged or cut off.', { cause: error });
    throw error;
  }
  state.finish();
  store.dirty = false;
  return true;
}

class StateReader {
  readonly #store: AppStore;
  readonly #baseUrl: string;
  #oldUrl: string | undefined;
  #place: { readonly environment: DataEnvironment; readonly entity: string; readonly place: keyof EntityTables; left: number; readonly rows: Row[] } | undefined;
  #ended = false;

  constructor(store: AppStore, baseUrl: string) {
    this.#store = store;
    this.#baseUrl = baseUrl;
  }

  read(line: string): void {
    if (this.#place !== undefined) {
      const text = this.#oldUrl !== undefined && line.includes(this.#oldUrl) ? line.replaceAll(this.#oldUrl, this.#baseUrl) : line;
      this.#place.rows.push(rowOf(parseObject(text), text));
      this.#place.left -= 1;
      if (this.#place.left === 0) this.#endPlace();
      return;
    }
    this.#readHead(parseObject(line));
  }

  #readHead(head: Fields): void {
    if (head['version'] !== undefined) {
      if (head['version'] !== version || head['appId'] !== this.#store.appId) throw new Error('The state file is of another app or version.');
      this.#store.idsGiven = Number(head['ids']);
      this.#store.conversations.length = 0;
      this.#oldUrl = typeof head['url'] === 'string' && head['url'] !== this.#baseUrl ? head['url'] : undefined;
    } else if (typeof head['schema'] === 'string') {
      if (isSchema(head['value'])) this.#store.setSchema(head['schema'], head['value']);
    } else if (typeof head['entity'] === 'string') {
      const environment = head['environment'] === 'dev' ? 'dev' : 'prod';
      this.#place = { environment, entity: head['entity'], place: head['place'] === 'trash' ? 'trash' : 'live', left: Number(head['records']), rows: [] };
    } else if (isFields(head['conversation'])) {
      this.#store.conversations.push(head['conversation']);
    } else if (typeof head['file'] === 'string') {
      const bytes = Buffer.from(String(head['base64']), 'base64');
      this.#store.files.put({ path: head['file'], visibility: head['visibility'] === 'private' ? 'private' : 'public', contentType: String(head['contentType']), content: () => bytes });
    } else if (head['end'] === true) {
      this.#ended = true;
    }
  }

  #endPlace(): void {
    const place = this.#place;
    this.#place = undefined;
    if (place === undefined) return;
    if (place.entity === userEntity) this.#store.users.load(place.rows);
    else this.#store.loadRows(place.environment, place.entity, place.place, place.rows);
  }

  finish(): void {
    if (!this.#ended) throw new Error('The state file is cut off.');
  }
}
