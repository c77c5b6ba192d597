/** Splits a chunk (JSON Lines, every line ended) into its lines. */
export function linesOf(chunk: Uint8Array): string[] {
  const lines = new TextDecoder().decode(chunk).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
