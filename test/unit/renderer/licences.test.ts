import { describe, expect, it } from 'vitest';
import { forPage } from '../../../build/licences/page.mjs';
import { parseLicences } from '../../../renderer/src/screens/licences/read.ts';

const mit = { name: 'small', version: '1.0.0', licence: 'MIT' };
const both = { name: '@big/one', version: '2.1.0', licence: 'MIT AND ISC' };

describe('the page of licences', () => {
  it('shows every package with its own texts, by name', () => {
    const written: unknown = JSON.parse(JSON.stringify(forPage([{ text: 'the MIT text', packages: [mit, both] }, { text: 'the ISC text', packages: [both] }])));
    expect(parseLicences(written)).toEqual([
      { ...both, texts: ['the MIT text', 'the ISC text'] },
      { ...mit, texts: ['the MIT text'] },
    ]);
  });

  it('says that it cannot, and shows no list with gaps', () => {
    for (const broken of [null, [], {}, { packages: [{}], texts: [] }, { packages: [{ ...mit, texts: [1] }], texts: ['one'] }]) expect(() => parseLicences(broken)).toThrow();
  });
});
