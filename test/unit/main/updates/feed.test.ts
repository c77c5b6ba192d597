import { describe, expect, test } from 'vitest';
import { readFeed, releaseFile } from '../../../../electron/main/updates/feed.ts';

describe('where updates come from', () => {
  test('a folder on a web server', () => {
    const feed = readFeed('provider: generic\nurl: https://example.org/holdfast?key=1\nupdaterCacheDirName: holdfast-updater\n');
    expect(feed?.newest('latest.yml').href).toBe('https://example.org/holdfast/latest.yml?key=1');
    expect(feed?.packageOf('0.2.0', 'Holdfast-0.2.0.exe').href).toBe('https://example.org/holdfast/Holdfast-0.2.0.exe?key=1');
  });

  test('releases on GitHub: the newest, and the packages of the version that was signed', () => {
    const feed = readFeed('provider: github\nowner: somebody\nrepo: holdfast\nreleaseType: draft\n');
    expect(feed?.newest('latest-mac.yml.sig').href).toBe('https://github.com/somebody/holdfast/releases/latest/download/latest-mac.yml.sig');
    expect(feed?.packageOf('0.2.0', 'Holdfast-0.2.0.zip').href).toBe('https://github.com/somebody/holdfast/releases/download/v0.2.0/Holdfast-0.2.0.zip');
  });

  test.each([
    ['nothing', ''],
    ['no YAML', '}{'],
    ['another provider', 'provider: s3\nbucket: x\n'],
    ['a server without encryption', 'provider: generic\nurl: http://example.org/\n'],
    ['a file', 'provider: generic\nurl: file:///tmp/\n'],
    ['a repository that is a path', 'provider: github\nowner: ../evil\nrepo: holdfast\n'],
    ['a repository that needs a token', 'provider: github\nowner: somebody\nrepo: holdfast\nprivate: true\n'],
  ])('not from %s', (_what, text) => {
    expect(readFeed(text)).toBeUndefined();
  });

  test('each system has a file of its own, named as electron-builder names it', () => {
    expect([releaseFile('win32', 'x64'), releaseFile('darwin', 'arm64'), releaseFile('linux', 'x64'), releaseFile('linux', 'arm64')]).toEqual(['latest.yml', 'latest-mac.yml', 'latest-linux.yml', 'latest-linux-arm64.yml']);
  });
});
