import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../electron/cli/exit-codes.ts';
import { homeDirectory } from '../../../electron/cli/home.ts';
import { formatAgo, formatBytes, formatCount, formatCounted, formatDuration } from '../../../electron/cli/terminal/format.ts';
import { plainStyle } from '../../../electron/cli/terminal/style.ts';
import { formatTable } from '../../../electron/cli/terminal/table.ts';
import { columns, fit, printable } from '../../../electron/cli/terminal/text.ts';
import { errorCodes } from '../../../shared/model/errors.ts';

describe('figures', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 KB'],
    [12_345, '12 KB'],
    [999_499, '999 KB'],
    [999_600, '1.0 MB'],
    [71_900_000, '72 MB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0.0 s'],
    [840, '0.8 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_700, '1 min'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('counts are grouped, and words follow the number', () => {
    expect(formatCount(1_204_113)).toBe('1,204,113');
    expect(formatCounted(1, 'record')).toBe('1 record');
    expect(formatCounted(0, 'record')).toBe('0 records');
    expect(formatCounted(2, 'copy', 'copies')).toBe('2 copies');
  });

  const now = new Date('2026-11-20T12:00:00Z');
  it.each([
    ['2026-11-20T11:59:40Z', 'just now'],
    ['2026-11-20T11:59:00Z', '1 minute ago'],
    ['2026-11-20T10:00:00Z', '2 hours ago'],
    ['2026-11-19T12:00:00Z', 'yesterday'],
    ['2026-11-15T12:00:00Z', '5 days ago'],
    ['2026-10-30T12:00:00Z', '3 weeks ago'],
    ['2026-05-20T12:00:00Z', '6 months ago'],
    ['2023-11-20T12:00:00Z', '3 years ago'],
  ])('%s is %s', (moment, text) => {
    expect(formatAgo(moment, now)).toBe(text);
  });

  it('a moment in the future is shown as its date, not as “in −3 days”', () => {
    expect(formatAgo('2026-11-25T12:00:00Z', now)).toMatch(/^2026-11-25 /);
  });
});

describe('text from outside', () => {
  it('cannot act on the terminal', () => {
    expect(printable('a\u001b[2Jb\r\nc\u202Ed\u009b1m')).toBe('a\\u{1b}[2Jb\\u{d}\\u{a}c\\u{202e}d\\u{9b}1m');
  });

  it('takes as many columns as are drawn', () => {
    expect(columns('abc')).toBe(3);
    expect(columns('日本')).toBe(4);
    expect(columns('e\u0301')).toBe(1);
    expect(columns('🛒')).toBe(2);
  });

  it('is cut where it is too long', () => {
    expect(fit('abcdef', 4)).toBe('abc…');
    expect(fit('日本の店', 5)).toBe('日本…');
    expect(fit('abc', 3)).toBe('abc');
  });
});

describe('tables', () => {
  it('align, and leave out columns that are empty throughout', () => {
    const table = formatTable(plainStyle, [{ title: 'Name' }, { title: 'Label' }, { title: 'Records', align: 'right' }], [
      ['日本', '', '7'],
      ['orders', '', '1,204'],
    ]);
    expect(table.split('\n')).toEqual(['  Name    Records', '  日本          7', '  orders    1,204']);
  });

  it('stay whole when a name holds a line break', () => {
    expect(formatTable(plainStyle, [{ title: 'Name' }], [['a\nb']]).split('\n')).toHaveLength(2);
  });
});

describe('exit codes', () => {
  it('follow the kind of error', () => {
    const expected = { cancelled: 130, 'invalid-input': 2, incomplete: 3, corrupt: 4 } as const;
    const actual = Object.fromEntries(errorCodes.map((code) => [code, exitCodeOf(code)]).filter(([, exit]) => exit !== 1));
    expect(actual).toEqual(expected);
  });
});

describe('the home directory', () => {
  it('is the one asked for, else that of the environment', () => {
    expect(homeDirectory({ option: '/a', env: { HOLDFAST_HOME: '/b' }, platform: 'linux' })).toBe('/a');
    expect(homeDirectory({ option: undefined, env: { HOLDFAST_HOME: '/b' }, platform: 'linux' })).toBe('/b');
  });

  it('is where the system keeps such things otherwise', () => {
    const home = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string => homeDirectory({ option: undefined, env, platform });
    expect(home('linux', { XDG_CONFIG_HOME: '/x' })).toBe('/x/Holdfast');
    expect(home('linux', { XDG_CONFIG_HOME: 'relative', HOLDFAST_HOME: '' })).toMatch(/^\/.*\/\.config\/Holdfast$/);
    expect(home('darwin', {})).toMatch(/\/Library\/Application Support\/Holdfast$/);
    expect(home('win32', { APPDATA: '/data' })).toBe('/data/Holdfast');
  });
});
