/**
 * Collects the names of the fields of records, from their lines of canonical JSON, without parsing them: of a million records that did not
 * change, nothing else is of interest, and parsing them would take longer than everything else. Neighbouring records mostly have the same
 * fields, so each is first expected to have those of the one before.
 */
export class FieldScanner {
  readonly #fields: Set<string>;
  /** `"name":` of each field of the record before. */
  readonly #expected: string[] = [];

  /** @param fields where the names are collected */
  constructor(fields: Set<string>) {
    this.#fields = fields;
  }

  add(line: string): void {
    let at = 1;
    for (let i = 0; line.charCodeAt(at) === quote; i++) {
      const expected = this.#expected[i];
      if (expected !== undefined && line.startsWith(expected, at)) {
        at += expected.length;
      } else {
        const end = endOfString(line, at);
        const name = line.slice(at, end);
        this.#fields.add(String(JSON.parse(name)));
        this.#expected[i] = `${name}:`;
        at = end + 1;
      }
      at = endOfValue(line, at) + 1; // Behind the comma, or the closing brace.
    }
  }
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where the text that opens at `at` is over. */
function endOfString(line: string, at: number): number {
  for (let end = line.indexOf('"', at + 1); end > 0; end = line.indexOf('"', end + 1)) {
    let before = end;
    while (line.charCodeAt(before - 1) === backslash) before -= 1;
    if ((end - before) % 2 === 0) return end + 1;
  }
  return line.length;
}

/** Where the value that begins at `at` is over. */
function endOfValue(line: string, at: number): number {
  let depth = 0;
  let end = at;
  while (end < line.length) {
    const code = line.charCodeAt(end);
    if (depth === 0 && (code === comma || code === closeBrace)) return end;
    if (code === quote) {
      end = endOfString(line, end);
      continue;
    }
    if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) depth -= 1;
    end += 1;
  }
  return end;
}
