import { expect, it } from 'vitest';
import { isOwnPage } from '../../../electron/main/sender.ts';

it('only our own page in its main frame may speak', () => {
  const own = { ownWindow: true, frame: { origin: 'app://holdfast', parent: null } };
  expect(isOwnPage(own)).toBe(true);
  for (const other of [{ ...own, ownWindow: false }, { ...own, frame: null }, { ...own, frame: { ...own.frame, parent: {} } }, ...['app://holdfast.evil', 'app://holdfast/', 'APP://holdfast', 'https://holdfast', 'null', ''].map((origin) => ({ ...own, frame: { origin, parent: null } }))]) {
    expect(isOwnPage(other), JSON.stringify(other)).toBe(false);
  }
});
