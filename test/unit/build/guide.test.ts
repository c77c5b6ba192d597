import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPage } from '../../../build/guide.ts';

describe('reading the guide', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-guide-'));
    mkdirSync(path.join(folder, 'docs', 'guide'), { recursive: true });
    mkdirSync(path.join(folder, 'docs', 'pictures'));
    for (const name of ['whole-light-900', 'whole-dark-900', 'half-light-900']) writeFileSync(path.join(folder, 'docs', 'pictures', `${name}.webp`), '');
    writeFileSync(path.join(folder, 'docs', 'design.md'), '# Design\n');
    writeFileSync(path.join(folder, 'docs', 'guide', '02-other.md'), '# Other\n\n## What’s `this`, then?\n\n```\n## no heading\n```\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (text: string): ReturnType<typeof readPage> => {
    const file = path.join(folder, 'docs', 'guide', '01-page.md');
    writeFileSync(file, `# A page\n\n${text}\n`);
    return readPage(file);
  };

  it('makes plain data of what the page can draw', () => {
    const { page, pictures } = read('See **Home** and [that](02-other.md#whats-this-then), [design](../design.md), [a site](https://example.com).\n\n3. three\n4. four\n\n![Words](../pictures/whole-light-900.webp)');
    expect(page).toEqual({
      id: 'page',
      title: 'A page',
      blocks: [
        {
          kind: 'paragraph',
          inside: [
            { kind: 'text', text: 'See ' },
            { kind: 'strong', inside: [{ kind: 'text', text: 'Home' }] },
            { kind: 'text', text: ' and ' },
            { kind: 'page', page: 'other', section: 'whats-this-then', inside: [{ kind: 'text', text: 'that' }] },
            { kind: 'text', text: ', ' },
            { kind: 'source', path: 'docs/design.md', inside: [{ kind: 'text', text: 'design' }] },
            { kind: 'text', text: ', ' },
            { kind: 'outside', address: 'https://example.com', inside: [{ kind: 'text', text: 'a site' }] },
            { kind: 'text', text: '.' },
          ],
        },
        { kind: 'list', ordered: true, start: 3, items: [[{ kind: 'paragraph', inside: [{ kind: 'text', text: 'three' }] }], [{ kind: 'paragraph', inside: [{ kind: 'text', text: 'four' }] }]] },
        { kind: 'picture', light: 'picture 0', dark: 'picture 1', alt: 'Words' },
      ],
    });
    expect(pictures).toEqual(['../pictures/whole-light-900.webp', '../pictures/whole-dark-900.webp']);
  });

  it.for([
    ['HTML', '<script>alert(1)</script>', /does not draw this \(html\)/],
    ['HTML inside a line', 'a <b>word</b>', /does not draw this inside a line \(html\)/],
    ['a dead link', '[x](09-gone.md)', /leads to nothing: 09-gone\.md/],
    ['a dead section', '[x](02-other.md#gone)', /section that is not there/],
    ['a heading inside code', '[x](02-other.md#no-heading)', /section that is not there/],
    ['another scheme', '[x](javascript:alert(1))', /begins with https/],
    ['a site without encryption', '[x](http://example.com)', /begins with https/],
    ['a picture in one theme alone', '![x](../pictures/half-light-900.webp)', /is not there: \.\.\/pictures\/half-dark-900/],
    ['a picture from elsewhere', '![x](https://example.com/x.png)', /pictures are/],
    ['a picture without words', '![](../pictures/whole-light-900.webp)', /without words/],
  ] as const)('refuses %s', ([, text, why]) => {
    expect(() => read(text)).toThrow(why);
  });
});
