import { expect, it } from 'vitest';
import { autostartEntry } from '../../../electron/main/autostart-entry.ts';

it('words of a command stay words, whatever is in them', () => {
  const entry = autostartEntry('Holdfast', ['/opt/Hold fast/100%/app', 'a"b', 'c\\d', '$e`', '--hidden']);
  // The desktop entry specification: quoted, then as a string value in which each backslash is doubled; % would be a field code.
  const line = entry.split('\n').find((each) => each.startsWith('Exec='));
  expect(line).toBe(['Exec="/opt/Hold fast/100%%/app"', String.raw`"a\\"b"`, String.raw`"c\\\\d"`, '"\\\\$e\\\\`"', '"--hidden"'].join(' '));
});
