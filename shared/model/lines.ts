/**
 * Lines ended by a line feed and nothing else, without it; a last line without one counts too. `node:readline` would also split at
 * U+2028 and U+2029, which JSON text may hold. Long lines are collected in parts: joining anew with every piece would take time
 * with the square of their length.
 */
export async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let begun: string[] = [];
  for await (const piece of pieces) {
    const [first = '', ...others] = piece.split('\n');
    begun.push(first);
    for (const next of others) {
      yield begun.join('');
      begun = [next];
    }
  }
  const last = begun.join('');
  if (last !== '') yield last;
}
