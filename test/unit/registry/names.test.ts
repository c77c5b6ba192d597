import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSlug, parseName, sameName } from '../../../electron/engine/registry/names.ts';

describe('names', () => {
  it.each(['Acme', 'Müller & Söhne', '日本の店', 'a', 'x'.repeat(60), '🛒 shop', '../../x', 'con'])('%s is taken', (name) => {
    expect(parseName('app', ` ${name} `)).toBe(name);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(61), '61 characters'],
    ['a\u001b[31mred', 'cannot be shown'],
    ['a\nb', 'cannot be shown'],
    ['abc\u202Edef', 'cannot be shown'],
    ['a\uD800b', 'cannot be shown'],
    ['a,b', 'comma'],
  ])('%j is refused: %s', (name, why) => {
    expect(() => parseName('place', name)).toThrow(why);
  });

  it('that a person would take for the same are the same', () => {
    expect(sameName('ACME', 'acme')).toBe(true);
    expect(sameName('Mu\u0308ller', 'Müller')).toBe(true);
    expect(sameName('acme', 'acme2')).toBe(false);
  });
});

describe('short names', () => {
  it.each([
    ['Acme Prod', 'acme-prod'],
    ['Müller & Söhne', 'muller-sohne'],
    ['../../x', 'x'],
    ['日本の店', 'app'],
    ['con', 'app-con'],
    ['LPT1', 'app-lpt1'],
  ])('of %s is %s', (name, slug) => {
    expect(chooseSlug(name, [])).toBe(slug);
  });

  it('are never given twice, and are always safe as a folder’s name', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 12 }), (names) => {
        const taken: string[] = [];
        for (const name of names) {
          const slug = chooseSlug(name, taken);
          expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(slug.length).toBeLessThanOrEqual(48);
          expect(taken).not.toContain(slug);
          taken.push(slug);
        }
      }),
    );
  });
});
