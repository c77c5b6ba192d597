/**
 * The JSON of one field's value, taken from a record's line of canonical JSON without parsing the rest; undefined where the record has no
 * such field. To filter or sort a table, nothing else of its records is of interest.
 */
export function fieldOfLine(field: string): (line: string) => string | undefined {
  const name = `${JSON.stringify(field)}:`;
  return (line) => {
    if (!line.includes(name)) return undefined;
    let at = 1;
    while (line.charCodeAt(at) === quote) {
      const isIt = line.startsWith(name, at);
      const value = isIt ? at + name.length : endOfString(line, at) + 1;
      const end = endOfValue(line, value);
      if (isIt) return line.slice(value, end);
      at = end + 1;
    }
    return undefined;
  };
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function endOfString(line: string, at: number): number {
  for (let end = line.indexOf('"', at + 1); end > 0; end = line.indexOf('"', end + 1)) {
    let before = end;
    while (line.charCodeAt(before - 1) === backslash) before -= 1;
    if ((end - before) % 2 === 0) return end + 1;
  }
  return line.length;
}

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
