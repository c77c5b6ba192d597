/** Hits follow one another whatever table they are in: the arrow keys go through all of them. */
const selector = '[data-hit]';

export function focusFirstHit(): boolean {
  const first = document.querySelector<HTMLElement>(selector);
  first?.focus();
  return first !== null;
}

/** Moves to the next or previous hit; false at either end. */
export function focusNeighbour(from: Element, step: 1 | -1): boolean {
  const hits = [...document.querySelectorAll<HTMLElement>(selector)];
  const next = hits[hits.findIndex((hit) => hit === from) + step];
  if (next === undefined) return false;
  next.focus();
  return true;
}
