import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { idInKey, segmentsPrefix } from '../vault/format/names.ts';

const damageSchema = z.object({
  format: z.literal('holdfast-damage/1'),
  vaultId: z.string(),
  segments: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});

/**
 * Segments that were found damaged, noted on this computer: a backup does not count on what lies in them and stores it anew as far as
 * the app still has it. Without the note it would take a damaged chunk for one that is there already, for ever. Losing the note costs
 * nothing but finding the damage again.
 */
export class Damage {
  readonly #home: string;
  readonly #vaultId: string;
  readonly #segments: Set<ContentId>;
  #changed = false;

  private constructor(home: string, vaultId: string, segments: Iterable<ContentId>) {
    this.#home = home;
    this.#vaultId = vaultId;
    this.#segments = new Set(segments);
  }

  static async load(home: string, vaultId: string): Promise<Damage> {
    try {
      const noted = damageSchema.parse(JSON.parse(await readFile(pathOf(home, vaultId), 'utf8')));
      return new Damage(home, vaultId, noted.vaultId === vaultId ? noted.segments : []);
    } catch {
      return new Damage(home, vaultId, []);
    }
  }

  has(segment: ContentId): boolean {
    return this.#segments.has(segment);
  }

  /** Notes the segment that an error is about, or an object's key; true when that is a segment, and news. */
  add(found: unknown): boolean {
    const object = isHoldfastError(found, 'corrupt') ? found.details['object'] : found;
    const segment = typeof object === 'string' && object.startsWith(segmentsPrefix) ? idInKey(object) : undefined;
    if (segment === undefined || this.#segments.has(segment)) return false;
    this.#segments.add(segment);
    this.#changed = true;
    return true;
  }

  /** These were stored anew. */
  forget(segments: Iterable<ContentId>): void {
    for (const segment of segments) this.#changed = this.#segments.delete(segment) || this.#changed;
  }

  async save(): Promise<void> {
    if (!this.#changed) return;
    const note: z.infer<typeof damageSchema> = { format: 'holdfast-damage/1', vaultId: this.#vaultId, segments: [...this.#segments] };
    await writeFileDurably(pathOf(this.#home, this.#vaultId), JSON.stringify(note));
    this.#changed = false;
  }
}

/** Notes what a check found, for the next backup. @param objects keys of damaged objects; those of segments count */
export async function noteDamage(home: string, vaultId: string, objects: Iterable<string>): Promise<void> {
  const damage = await Damage.load(home, vaultId);
  for (const object of objects) damage.add(object);
  await damage.save();
}

function pathOf(home: string, vaultId: string): string {
  return join(home, 'runs', `${vaultId}.damaged.json`);
}
