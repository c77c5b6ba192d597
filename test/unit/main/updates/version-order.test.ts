import { expect, test } from 'vitest';
import { compareVersions, isVersion } from '../../../../electron/main/updates/version-order.ts';

test('versions are ordered as semver orders them', () => {
  const ordered = ['no version', '0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0'];
  for (const [at, version] of ordered.entries()) {
    for (const [other, another] of ordered.entries()) expect(Math.sign(compareVersions(version, another)), `${version} and ${another}`).toBe(Math.sign(at - other));
  }
});

test.each(['1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0 ', '1.0.0+build', '', '1.0.0/../2', `1.0.0-${'a'.repeat(80)}`])('%j is no version', (text) => {
  expect(isVersion(text)).toBe(false);
});
