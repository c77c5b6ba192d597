import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { idInKey } from '../vault/format/names.ts';

const damageSchema = z.object({
  format: z.literal('holdfast-damage/1'),
  vaultId: z.string(),
  objects: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});

/**
 * Segments and uploaded files that were found damaged, noted on this computer: a backup does not count on them and stores what they held
 * anew as far as the app still has it. Without the note it would take a damaged chunk for one that is there already, for ever. Losing the note costs
 * nothing but finding the damage again.
 */
export class Damage {
  readonly #home: string;
  readonly #vaultId: string;
  readonly #objects: Set<ContentId>;
  #changed = false;

  private constructor(home: string, vaultId: string, objects: Iterable<ContentId>) {
    this.#home = home;
    this.#vaultId = vaultId;
    this.#objects = new Set(objects);
  }

  static async load(home: string, vaultId: string): Promise<Damage> {
    try {
      const noted = damageSchema.parse(JSON.parse(await readFile(pathOf(home, vaultId), 'utf8')));
      return new Damage(home, vaultId, noted.vaultId === vaultId ? noted.objects : []);
    } catch {
      return new Damage(home, vaultId, []);
    }
  }

  has(segmentOrFile: ContentId): boolean {
    return this.#objects.has(segmentOrFile);
  }

  /** Notes the object that an error is about, or that has this key; true when that is a segment or a file, and news. */
  add(found: unknown): boolean {
    const object = isHoldfastError(found, 'corrupt') ? found.details['object'] : found;
    const id = typeof object === 'string' ? idInKey(object) : undefined;
    if (id === undefined || this.#objects.has(id)) return false;
    this.#objects.add(id);
    this.#changed = true;
    return true;
  }

  /** These were stored anew. */
  forget(segmentsOrFiles: Iterable<ContentId>): void {
    for (const id of segmentsOrFiles) this.#changed = this.#objects.delete(id) || this.#changed;
  }

  async save(): Promise<void> {
    if (!this.#changed) return;
    const note: z.infer<typeof damageSchema> = { format: 'holdfast-damage/1', vaultId: this.#vaultId, objects: [...this.#objects] };
    await writeFileDurably(pathOf(this.#home, this.#vaultId), JSON.stringify(note));
    this.#changed = false;
  }
}

/** Notes what a check found, for the next backup. @param objects keys of damaged objects; those of segments and files count */
export async function noteDamage(home: string, vaultId: string, objects: Iterable<string>): Promise<void> {
  const damage = await Damage.load(home, vaultId);
  for (const object of objects) damage.add(object);
  await damage.save();
}

function pathOf(home: string, vaultId: string): string {
  return join(home, 'runs', `${vaultId}.damaged.json`);
}
