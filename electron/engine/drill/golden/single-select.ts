import { HoldfastError } from '../../../../shared/model/errors.ts';

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'sign';
  readonly text: string;
}

const token = /\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|[\p{L}_][\p{L}\p{N}_$]*|[\s\S]/uy;

/**
 * The query without what ends it. SQLite itself takes the first of several statements and says nothing of the rest.
 * @throws invalid-input where it is anything but one SELECT (or WITH … SELECT) that names tables by their plain names.
 */
export function singleSelect(sql: string): string {
  const tokens: Token[] = [];
  let end = sql.length;
  token.lastIndex = 0;
  for (let match = token.exec(sql); match !== null; match = token.exec(sql)) {
    const [text, inDouble, inBackticks, inBrackets] = match;
    const start = match.index;
    if (/^(?:\s|--|\/\*)/.test(text)) continue;
    if (end < sql.length) throw notOne('There is more than one statement.');
    if (text === ';') {
      end = start;
      continue;
    }
    const name = inDouble ?? inBackticks ?? inBrackets;
    tokens.push(name === undefined ? { kind: kindOf(text), text } : { kind: 'name', text: name });
  }
  const [first] = tokens;
  if (first?.kind !== 'word' || !/^(?:select|with)$/i.test(first.text)) throw notOne('It does not begin with SELECT.');
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === 'sign' && (text === '?' || text === ':' || text === '@' || text === '$' || text === '#')) throw notOne('It has a placeholder in it.');
    const isName = kind === 'word' || kind === 'name';
    if (isName && /^(?:main|temp)$/i.test(text) && tokens[index + 1]?.text === '.') throw notOne(`“${text}.” before a table is not needed.`);
  }
  return sql.slice(0, end);
}

function kindOf(text: string): Token['kind'] {
  if (text.startsWith("'") && text.length > 1) return 'text';
  return /^[\p{L}_]/u.test(text) ? 'word' : 'sign';
}

function notOne(why: string): HoldfastError {
  return new HoldfastError('invalid-input', `This is no query that a golden check can ask. ${why}`, { nextStep: 'Write one SELECT over the tables of the backup.', details: { reason: 'query-refused' } });
}
