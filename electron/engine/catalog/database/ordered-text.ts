/**
 * Text in a form whose order in SQLite (by the bytes of UTF-8) is its order in a vault (by UTF-16 code units), and that SQLite keeps
 * whatever it holds, half characters included. Nearly all text stays as it is.
 */
export function orderedText(text: string): string {
  if (!high.test(text)) return text;
  let ordered = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Two characters, of which the first sorts behind all that stay as they are and tells the order among those that do not.
    ordered += code < firstHigh ? text.charAt(i) : String.fromCharCode(firstHigh + ((code - firstHigh) >> 8), code & 0xff);
  }
  return ordered;
}

const firstHigh = 0xd000;
const high = /[\ud000-\uffff]/;
