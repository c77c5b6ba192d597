import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { selectStages, stageNames, testFolders, testStages } from '../../suite/selection.ts';

describe('what the words after `npm test --` select', () => {
  it('all stages, in order, without any', () => {
    expect(selectStages([])).toEqual({ stages: stageNames, pathFilters: [], vitestOptions: [] });
  });

  it('the named stages, in their own order', () => {
    expect(selectStages(['unit', 'lint']).stages).toEqual(['lint', 'unit']);
  });

  it('a stage and a part of a path', () => {
    expect(selectStages(['unit', 'vault'])).toEqual({ stages: ['unit'], pathFilters: ['vault'], vitestOptions: [] });
  });

  it('every folder of tests for a part of a path alone', () => {
    expect(selectStages(['vault'])).toEqual({ stages: testStages, pathFilters: ['vault'], vitestOptions: [] });
  });

  it('options go to vitest with what follows them', () => {
    expect(selectStages(['unit', '-t', 'lint'])).toEqual({ stages: ['unit'], pathFilters: [], vitestOptions: ['-t', 'lint'] });
  });
});

describe('the folders under test/', () => {
  it('hold no test file that no stage would run', () => {
    const tests = join(import.meta.dirname, '..', '..');
    const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.test.ts'));
    expect(files.filter((path) => !testFolders.some((folder) => path.startsWith(join(folder, '/'))))).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });
});
