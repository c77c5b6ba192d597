import { describe, expect, it } from 'vitest';
import { releaseNotes } from '../../../../build/release/notes.mjs';

const changelog = `# Changelog

## [Unreleased]

### Added

## [1.2.3] - 2026-11-22

### Added

- Something you can see.

\`\`\`
## [9.9.9] - 2026-01-01
\`\`\`

- And more, with \`$(id)\` & <b>marks</b>.

## [1.2.3-beta.1] - 2026-11-20

- The trial.

## [1x2.3] - 2026-11-19

- Never meant.
`;
const notes = (tag: string, text = changelog, version = tag.slice(1), lock = version): string => releaseNotes({ tag, packageVersion: version, lockVersion: lock, changelog: text });

describe('the text of a release', () => {
  it('is the section of its version, as it stands, and nothing of the next', () => {
    expect(notes('v1.2.3')).toBe('### Added\n\n- Something you can see.\n\n```\n## [9.9.9] - 2026-01-01\n```\n\n- And more, with `$(id)` & <b>marks</b>.\n');
    expect(notes('v1.2.3-beta.1')).toBe('- The trial.\n');
    expect(notes('v1.2.3', changelog.replaceAll('\n', '\r\n'))).toBe(notes('v1.2.3'));
  });

  it.each(['', 'v', '1.2.3', 'v1.2', 'v01.2.3', 'v1.2.3+build', 'v1.2.3\n', 'v1.2.3$(id)', 'v1.2.3;id', 'v../../etc', 'v1.2.3-', 'v1.2.3-a..b', 'v__proto__', 'v1.2.3"', `v1.2.${'9'.repeat(400)}`, '-v1.2.3', 'refs/tags/v1.2.3'])(
    'a tag that is no version is refused and not repeated: %j',
    (tag) => {
      expect(() => notes(tag, changelog, '1.2.3')).toThrow(/^The tag is no version: it has to be like v1\.2\.3 or v1\.2\.3-beta\.1\.$/);
    },
  );

  it('a version that packages and tag do not share is refused', () => {
    expect(() => notes('v1.2.3', changelog, '1.2.4')).toThrow('package.json says another version');
    expect(() => notes('v1.2.3', changelog, '1.2.3', '1.2.2')).toThrow('package-lock.json says another version');
  });

  it('a version without a section of its own is refused: neither one like it, nor one in a block of code, stands in', () => {
    expect(() => notes('v9.9.9')).toThrow('has no section ## [9.9.9]');
    expect(() => notes('v1.2.3-beta')).toThrow('has no section');
    // A dot is a dot.
    expect(() => notes('v1.2.3', changelog.replace('[1.2.3]', '[1a2.3]'))).toThrow('has no section');
  });

  it.each<[string, (text: string) => string, string]>([
    ['twice', (text) => `${text}\n## [1.2.3] - 2026-11-22\n- again\n`, 'more than one section'],
    ['without a date', (text) => text.replace('[1.2.3] - 2026-11-22', '[1.2.3]'), 'has no date'],
    ['with a day that there is not', (text) => text.replace('[1.2.3] - 2026-11-22', '[1.2.3] - 2026-02-30'), 'has no date'],
    ['empty', (text) => text.replace(/- Something(?:.|\n)*?\n## \[1\.2\.3-beta/, '## [1.2.3-beta'), 'says nothing'],
    ['too long', (text) => text.replace('- Something', `- ${'long '.repeat(30_000)}`), 'too long'],
    ['beside entries that were forgotten', (text) => text.replace('### Added\n', '### Added\n\n- Not told of.\n'), 'still has entries under [Unreleased]'],
  ])('a section that is there %s is refused', (_how, change, says) => {
    const changed = change(changelog);
    expect(changed).not.toBe(changelog);
    expect(() => notes('v1.2.3', changed)).toThrow(says);
  });
});
