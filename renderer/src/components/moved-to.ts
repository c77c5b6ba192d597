/** Where a key moves to among `count` places; undefined for keys that do not move. `forward` is the key towards the end. */
export function movedTo(key: string, at: number, count: number, arrows: { readonly forward: string; readonly back: string }, page = 10): number | undefined {
  const last = count - 1;
  switch (key) {
    case arrows.forward:
      return Math.min(last, at + 1);
    case arrows.back:
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(last, at + page);
    case 'PageUp':
      return Math.max(0, at - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
