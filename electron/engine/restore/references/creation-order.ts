import type { Reference } from './reference.ts';

/**
 * Tables in the order in which to create their records, so that as little as possible refers to what is not there yet: those
 * that are referred to first. Where tables refer to each other in a circle, no order is right for all; the one that lacks
 * least comes first, and what points forward is mended after. The same tables always come in the same order.
 */
export function creationOrder(entities: readonly string[], references: readonly Reference[]): readonly string[] {
  const left = new Set(entities.toSorted());
  const order: string[] = [];
  while (left.size > 0) {
    let best: { readonly entity: string; readonly lacking: number } | undefined;
    for (const entity of left) {
      const lacking = hitsInto(entity, left, references);
      if (best === undefined || lacking < best.lacking) best = { entity, lacking };
    }
    if (best === undefined) break;
    left.delete(best.entity);
    order.push(best.entity);
  }
  return order;
}

/** How often a table refers to others of these. A record that refers to its own table is mended after in any order. */
function hitsInto(entity: string, left: ReadonlySet<string>, references: readonly Reference[]): number {
  let hits = 0;
  for (const reference of references) {
    if (reference.entity !== entity) continue;
    for (const target of reference.targets) if (target.entity !== entity && left.has(target.entity)) hits += Math.max(1, target.hits);
  }
  return hits;
}
