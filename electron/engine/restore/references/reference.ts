import { z } from 'zod';

/**
 * A place in the records of a table where ids of other records stand.
 *
 * The steps of `path` lead from the record inwards: `.name` a field, `[]` each item of an array, `{}` each value in an object
 * that stands under an id, and at the end `{key}` for such keys themselves, or `~` for ids in the middle of a longer text.
 */
export const referenceSchema = z.object({
  entity: z.string(),
  path: z.array(z.string()).min(1),
  /** Tables whose ids stand there, the most frequent first. */
  targets: z.array(z.object({ entity: z.string(), hits: z.int().nonnegative() })).min(1),
  /** The schema says so, or it was seen in the data. */
  from: z.enum(['schema', 'data']),
  /** Texts that stand there (keys, where the keys are meant). */
  values: z.int().nonnegative(),
  /** Of those, the ones that look like an id and are that of no record of the backup. */
  dangling: z.int().nonnegative(),
});
export type Reference = Readonly<z.infer<typeof referenceSchema>>;

/** The path as a person writes it: `items[].product_id`. */
export function pathText(path: readonly string[]): string {
  return path
    .map((step) => (step === '{key}' ? ' (its keys)' : step === '~' ? ' (in its text)' : step === '{}' ? '.*' : step))
    .join('')
    .replace(/^\./, '');
}

/** Ids that no two things share by chance: 24 hexadecimal digits, or a UUID. */
const tellingId = /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const tellingInText = /(?<![0-9a-z])(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-z])/gi;

export function isTelling(id: string): boolean {
  return (id.length === 24 || id.length === 36) && tellingId.test(id);
}

/** The text with the ids in it that `replace` knows another for. */
export function replaceInText(text: string, replace: (id: string) => string | undefined): string {
  return text.length <= 24 ? text : text.replaceAll(tellingInText, (id) => replace(id) ?? id);
}

export function idsInText(text: string): readonly string[] {
  return text.length <= 24 ? [] : (text.match(tellingInText) ?? []);
}
