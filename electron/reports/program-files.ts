import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files this program is made of: the only names, lines and functions that a stack may tell of. */
export interface ProgramFiles {
  /** The place in the program that one line of a stack names, as `function file:line:column`; undefined for every other line. */
  frame(line: string): string | undefined;
}

/** Folders of the program; beside them, in a checkout, lie things that are not its own. */
const folders = new Set(['electron', 'shared', 'out', 'node_modules']);
const endings = new Set(['.ts', '.js', '.mjs', '.cjs']);

/** The folder with the program's package.json: the checkout's top, or the archive of the package. */
function programRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  return folder;
}

/**
 * A stack is text that anybody can have written: the message stands in it, and functions are named after data (`{ [table]: () => … }`). So of each line
 * only that is kept which the program's own files confirm: the file is there, it has that line and column, and the function's name stands in it.
 */
export function programFiles(root: string = programRoot()): ProgramFiles {
  const texts = new Map<string, readonly string[] | undefined>();

  function linesOf(file: string): readonly string[] | undefined {
    if (!texts.has(file)) texts.set(file, read(file));
    return texts.get(file);
  }

  return {
    frame(line) {
      const found = /^\s{0,8}at (?:async )?(?:(?<name>.{1,200}?) \()?(?<file>[^()]{1,1000}):(?<row>\d{1,7}):(?<column>\d{1,7})\)?$/.exec(line)?.groups;
      if (found === undefined) return undefined;
      const file = ownName(root, found['file'] ?? '');
      const lines = file === undefined ? undefined : linesOf(path.join(root, file));
      const [row, column] = [Number(found['row']), Number(found['column'])];
      const text = lines?.[row - 1];
      if (file === undefined || lines === undefined || text === undefined || column > text.length + 1) return undefined;
      const name = ownWords(found['name'] ?? '', lines);
      return `${name === '' ? '' : `${name} `}${file}:${row}:${column}`;
    },
  };
}

/** Its name inside the program, with `/`; undefined for what lies elsewhere. */
function ownName(root: string, given: string): string | undefined {
  try {
    const file = given.startsWith('file:') ? fileURLToPath(given) : given;
    if (!path.isAbsolute(file)) return undefined;
    const parts = path.relative(root, file).split(path.sep);
    return folders.has(parts[0] ?? '') && !parts.includes('..') && endings.has(path.extname(file)) ? parts.join('/') : undefined;
  } catch {
    return undefined;
  }
}

function read(file: string): readonly string[] | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** Of `Foo.bar`, the parts that stand as words in the file. */
function ownWords(name: string, lines: readonly string[]): string {
  const words = name.replace(/^new /, '').replace(/ \[as .*\]$/, '').split('.');
  return words.filter((word) => /^#?[A-Za-z_$][\w$]{0,60}$/.test(word) && lines.some((line) => hasWord(line, word))).join('.');
}

function hasWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at !== -1; at = line.indexOf(word, at + 1)) {
    if (!/[\w$#]/.test(line.charAt(at - 1)) && !/[\w$]/.test(line.charAt(at + word.length))) return true;
  }
  return false;
}
