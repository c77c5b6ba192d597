import { Failure } from './failure.ts';
import type { StoredFile } from './world.ts';

type Term = (file: StoredFile, isTrashed: boolean) => boolean;

/** The part of Drive's language of queries that is needed: terms joined by `and`. @throws Failure 400 for anything else */
export function parseQuery(q: string): { readonly parent: string | undefined; readonly matches: Term } {
  let parent: string | undefined;
  const terms = q.split(/ and (?![^{]*\})/).map((term): Term => {
    const inParents = /^'([^']+)' in parents$/.exec(term)?.[1];
    if (inParents !== undefined) {
      parent = inParents;
      return (file) => file.parents.includes(inParents);
    }
    const trashed = /^trashed = (true|false)$/.exec(term)?.[1];
    if (trashed !== undefined) return (_, isTrashed) => isTrashed === (trashed === 'true');
    const type = /^mimeType = '([^']+)'$/.exec(term)?.[1];
    if (type !== undefined) return (file) => file.mimeType === type;
    const property = /^appProperties has \{ key='([^']+)' and value='([^']*)' \}$/.exec(term);
    if (property !== null) return (file) => file.appProperties[property[1] ?? ''] === property[2];
    throw new Failure(400, 'invalid', 'Invalid Value', 'q');
  });
  return { parent, matches: (file, isTrashed) => terms.every((term) => term(file, isTrashed)) };
}

/** Only what `fields` names, as `id,files(id,name)`: who forgets a field does not get it. */
export function pick(value: unknown, fields: string): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  const picked: Record<string, unknown> = {};
  for (const field of splitFields(fields)) {
    const [, name = '', inner] = /^([A-Za-z0-9]+)(?:\((.*)\))?$/.exec(field) ?? [];
    const found = Object.entries(value).find(([key]) => key === name);
    if (found === undefined) continue;
    picked[name] = inner === undefined ? found[1] : pick(found[1], inner);
  }
  return picked;
}

/** At the commas that are in no brackets. */
function splitFields(fields: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < fields.length; index += 1) {
    const character = fields[index];
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(fields.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, fields.slice(start)];
}
