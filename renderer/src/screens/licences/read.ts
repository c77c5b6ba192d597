export interface Package {
  readonly name: string;
  readonly version: string;
  /** As SPDX names it. */
  readonly licence: string;
  readonly texts: readonly string[];
}

/**
 * What Holdfast is made of, from the file that lies beside the page (build/licences/page.mjs).
 * @throws Error when it is not there or says something else
 */
export async function readLicences(signal: AbortSignal): Promise<readonly Package[]> {
  const response = await fetch('licences.json', { signal });
  if (!response.ok) throw new Error(`licences.json: ${response.status}`);
  return parseLicences(await response.json());
}

/** @throws Error when it says something else */
export function parseLicences(said: unknown): readonly Package[] {
  if (!isRecord(said) || !Array.isArray(said['packages']) || !Array.isArray(said['texts'])) throw new Error('licences.json is not what it should be.');
  const texts: readonly unknown[] = said['texts'];
  return said['packages'].map((each: unknown) => {
    if (!isRecord(each) || !Array.isArray(each['texts'])) throw new Error('licences.json has something that is no package.');
    return { name: word(each['name']), version: word(each['version']), licence: word(each['licence']), texts: each['texts'].map((index: unknown) => word(texts[Number(index)])) };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function word(value: unknown): string {
  if (typeof value !== 'string') throw new Error('licences.json has a gap.');
  return value;
}
