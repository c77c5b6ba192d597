/**
 * Scrolling through more rows than an element can be high. Browsers cap an element's height (Chromium at 33.5 million px, Firefox
 * lower, and beyond 16.7 million a float no longer holds every pixel), so a taller table is scrolled in an element of
 * capped height: a drag of the scrollbar moves through the whole table in proportion, a turn of the wheel pixel by pixel, and
 * whenever scrolling pauses the two are brought together again.
 */
export interface Tall {
  /** Height that all rows need, in px. */
  readonly content: number;
  /** Height in which they are seen. */
  readonly viewport: number;
}

export interface Place {
  /** Of the element. */
  readonly scrollTop: number;
  /** In the content: what is really seen at the upper edge. */
  readonly top: number;
}

export const highestElement = 12_000_000;

export function elementHeight({ content }: Tall): number {
  return Math.min(content, highestElement);
}

/** Where one is after the element was scrolled to `scrollTop`. */
export function scrolled(tall: Tall, before: Place, scrollTop: number): Place {
  if (!isScaled(tall)) return { scrollTop, top: scrollTop };
  const moved = scrollTop - before.scrollTop;
  // A drag of the scrollbar moves far at once; the wheel and the keys never by more than what is seen.
  const top = Math.abs(moved) <= tall.viewport ? before.top + moved : scrollTop * ratio(tall);
  return { scrollTop, top: clamp(top, tall) };
}

/** The same rows in view, with the scrollbar where it belongs: for when scrolling has paused. */
export function settled(tall: Tall, { top }: Place): Place {
  return placeAt(tall, top);
}

/** The place at which `top` of the content is at the upper edge. */
export function placeAt(tall: Tall, top: number): Place {
  const kept = clamp(top, tall);
  return { top: kept, scrollTop: isScaled(tall) ? kept / ratio(tall) : kept };
}

/** The least scrolling that brings a row wholly into view. */
export function reveal(tall: Tall, place: Place, row: { readonly top: number; readonly height: number }): Place {
  if (row.top < place.top) return placeAt(tall, row.top);
  if (row.top + row.height > place.top + tall.viewport) return placeAt(tall, row.top + row.height - tall.viewport);
  return place;
}

function isScaled({ content }: Tall): boolean {
  return content > highestElement;
}

function ratio(tall: Tall): number {
  return (tall.content - tall.viewport) / Math.max(1, elementHeight(tall) - tall.viewport);
}

function clamp(top: number, { content, viewport }: Tall): number {
  return Math.max(0, Math.min(top, content - viewport));
}
