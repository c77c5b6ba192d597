import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md')).map((path) => join('docs', path))];

describe('the documents', () => {
  it.for(documents)('%s leads nowhere that is not there', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => join(dirname(document), target));
    // Paths from the top of the project, in running text; `<kind>` and the like stand for a name.
    const mentioned = [...text.matchAll(/`((?:electron|shared|test|build|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect([...links, ...mentioned].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
