import type { Reference } from './reference.ts';

/**
 * Tables in the order in which to create their records, so that as little as possible refers to what is not there yet: those
 * that are referred to first. Where tables refer to each other in a circle, no order is right for all; the one that lacks
 * least comes first, and what points forward is mended after. The same tables always come in the same order.
 */
export function creationOrder(entities: readonly string[], references: readonly Reference[]): readonly string[] {
  const left = new Set(entities.toSorted());
  const targets = targetsByEntity(left, references);
  const order: string[] = [];
  while (left.size > 0) {
    let best: { readonly entity: string; readonly lacking: number } | undefined;
    for (const entity of left) {
      let lacking = 0;
      for (const [target, hits] of targets.get(entity) ?? []) if (left.has(target)) lacking += hits;
      if (best === undefined || lacking < best.lacking) best = { entity, lacking };
      if (lacking === 0) break;
    }
    if (best === undefined) break;
    left.delete(best.entity);
    order.push(best.entity);
  }
  return order;
}

/** How often each table refers to others of these. A record that refers to its own table is mended after in any order. */
function targetsByEntity(entities: ReadonlySet<string>, references: readonly Reference[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const { entity, targets } of references) {
    const hits = found.get(entity) ?? new Map<string, number>();
    found.set(entity, hits);
    for (const target of targets) {
      if (target.entity !== entity && entities.has(target.entity)) hits.set(target.entity, (hits.get(target.entity) ?? 0) + Math.max(1, target.hits));
    }
  }
  return found;
}
