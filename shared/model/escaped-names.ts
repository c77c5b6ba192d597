/**
 * JSON with escapes in the names of fields, read without `JSON.parse`: V8 (12.8 and later, so Node 24 and Electron) takes such a name for
 * another one of an object read before, when what is written of it up to the escape is that other name: after `{"\\":1}`, the text
 * `{"\"":1}` gives the field `\` (https://github.com/nodejs/node/issues/63785). A backup must not.
 */

/** Is there an escape in the name of some field? Nearly never, and then found out without looking at more than the texts with escapes. */
export function hasEscapedName(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    at = endOfText(text, at);
    if (text.charCodeAt(skipSpace(text, at)) === colon) return true;
  }
  return false;
}

type Container = { readonly kind: 'list'; readonly items: unknown[] } | { readonly kind: 'object'; readonly fields: [string, unknown][]; name: string };

/**
 * As `JSON.parse`, of any depth. @param readNumber what a number's text stands for
 * @throws SyntaxError when it is not JSON.
 */
export function parseEscapedNames(text: string, readNumber: (source: string) => unknown): unknown {
  const open: Container[] = [];
  let at = skipSpace(text, 0);
  for (;;) {
    // Here a value begins.
    let value: unknown;
    const code = text.charCodeAt(at);
    if (code === openBrace || code === openBracket) {
      const container: Container = code === openBracket ? { kind: 'list', items: [] } : { kind: 'object', fields: [], name: '' };
      const first = skipSpace(text, at + 1);
      if (text.charCodeAt(first) !== (code === openBracket ? closeBracket : closeBrace)) {
        open.push(container);
        at = container.kind === 'object' ? readName(text, first, container) : first;
        continue;
      }
      value = valueOf(container);
      at = first + 1;
    } else {
      const end = endOfScalar(text, at);
      value = readScalar(text.slice(at, end), readNumber);
      at = end;
    }
    // Here a value is over: it goes where it belongs, with every container that ends behind it.
    for (;;) {
      at = skipSpace(text, at);
      const container = open.at(-1);
      if (container === undefined) {
        if (at < text.length) throw notJson(at);
        return value;
      }
      if (container.kind === 'list') container.items.push(value);
      else container.fields.push([container.name, value]);
      const next = text.charCodeAt(at);
      at = skipSpace(text, at + 1);
      if (next === comma) {
        if (container.kind === 'object') at = readName(text, at, container);
        break;
      }
      if (next !== (container.kind === 'list' ? closeBracket : closeBrace)) throw notJson(at);
      open.pop();
      value = valueOf(container);
    }
  }
}

/** Of fields with the same name the last counts; `__proto__` is a name like any other. */
function valueOf(container: Container): unknown {
  return container.kind === 'list' ? container.items : Object.fromEntries(container.fields);
}

/** Reads `"name" :`; returns where the value begins. */
function readName(text: string, at: number, into: { name: string }): number {
  if (text.charCodeAt(at) !== quote) throw notJson(at);
  const end = endOfText(text, at + 1);
  into.name = String(JSON.parse(text.slice(at, end)));
  const behind = skipSpace(text, end);
  if (text.charCodeAt(behind) !== colon) throw notJson(behind);
  return skipSpace(text, behind + 1);
}

const scalar = /[^\s,\]}]*/y;

function endOfScalar(text: string, at: number): number {
  if (text.charCodeAt(at) === quote) return endOfText(text, at + 1);
  scalar.lastIndex = at;
  scalar.test(text);
  return scalar.lastIndex;
}

function readScalar(source: string, readNumber: (source: string) => unknown): unknown {
  // A text, a number, true, false or null by itself is read right.
  const value: unknown = JSON.parse(source);
  return typeof value === 'number' ? readNumber(source) : value;
}

/** Where a text is over, behind its closing quote. @param at somewhere in it, not in the middle of an escape */
function endOfText(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return end + 1;
    if (code === backslash) end += 1;
  }
  return text.length;
}

function skipSpace(text: string, at: number): number {
  let behind = at;
  for (let code = text.charCodeAt(behind); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = text.charCodeAt(behind)) behind += 1;
  return behind;
}

function notJson(at: number): SyntaxError {
  return new SyntaxError(`Not JSON at position ${at}`);
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
