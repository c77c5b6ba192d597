import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedInArgv } from '../../../electron/main/asked-in-argv.ts';
import { startOptions } from '../../../electron/main/start-options.ts';

const link = 'holdfast://open?place=folder';
const onLinux = (...items: readonly string[]): unknown => askedInArgv(['/opt/holdfast', ...items], '/home/ada', 'linux');
const onWindows = (...items: readonly string[]): unknown => askedInArgv(['C:\\Holdfast.exe', ...items], 'C:\\Users\\ada', 'win32');
const file = (of: string): unknown => ({ kind: 'file', file: of });
const refused = (why: string): unknown => ({ kind: 'refused', why });

describe('what a command line asks to be opened', () => {
  it('is a link, wherever Chromium has put it', () => {
    expect(onLinux(link)).toEqual({ kind: 'link', text: link });
    expect(onWindows('--allow-file-access-from-files', '--', 'HoldFast://x')).toEqual({ kind: 'link', text: 'HoldFast://x' });
  });

  it.each([
    ['/media/usb/shop/open-these-backups.holdfast', '/media/usb/shop/open-these-backups.holdfast'],
    ['a b/Ü.HOLDFAST', '/home/ada/a b/Ü.HOLDFAST'],
    ['file:///media/usb/my%20shop/x.holdfast', '/media/usb/my shop/x.holdfast'],
    ['/media/../etc/x.holdfast', '/etc/x.holdfast'],
    ['//server/share/x.holdfast', '/server/share/x.holdfast'],
  ])('is a file on Linux: %s', (item, says) => {
    expect(onLinux(item)).toEqual(file(says));
  });

  it.each([
    ['E:\\shop\\x.holdfast', 'E:\\shop\\x.holdfast'],
    ['shop/x.holdfast', 'C:\\Users\\ada\\shop\\x.holdfast'],
    ['\\shop\\x.holdfast', 'C:\\shop\\x.holdfast'],
    ['file:///E:/my%20shop/x.holdfast', 'E:\\my shop\\x.holdfast'],
  ])('is a file on Windows: %s', (item, says) => {
    expect(onWindows(item)).toEqual(file(says));
  });

  it.each(['\\\\evil.example\\share\\x.holdfast', '//evil.example/share/x.holdfast', '\\/evil.example/share/x.holdfast', '\\\\?\\UNC\\evil.example\\share\\x.holdfast', '\\\\.\\pipe\\x.holdfast', 'file://evil.example/share/x.holdfast'])('is never on a server that only the line names: %s', (item) => {
    expect(onWindows(item)).toEqual(refused('network-folder'));
  });

  it('is not in the folder of a server that it was started from', () => {
    expect(askedInArgv(['x', 'x.holdfast'], '\\\\evil.example\\share', 'win32')).toEqual(refused('network-folder'));
  });

  it.each(['/tmp/a\nb.holdfast', '/tmp/\u0000.holdfast', 'file:///tmp/a%2Fb.holdfast', 'file:///tmp/%00.holdfast', 'file://elsewhere/x.holdfast', '/tmp/\uD800.holdfast', `/${'a'.repeat(5000)}.holdfast`])('is no file with a name that cannot be: %s', (item) => {
    expect(onLinux(item)).toEqual(refused('file'));
  });

  it.each(['C:\\a.txt:x.holdfast', 'E:x:y.holdfast'])('is no hidden second file: %s', (item) => {
    expect(onWindows(item)).toEqual(refused('file'));
  });

  it.each([[], [''], ['-'], ['--'], ['--holdfast://open'], ['--x.holdfast'], ['https://evil.example/x.holdfast'], ['ms-msdt:x.holdfast'], ['app://holdfast/x'], ['/etc/passwd'], ['.holdfastx'], [`--user-data-dir=${link}`], ['a'.repeat(100_000)]])('is nothing in %s', (...items: string[]) => {
    expect(onLinux(...items)).toBeUndefined();
  });

  it('is the first of several', () => {
    expect(onLinux('--hidden', '/etc/passwd', '/a.holdfast', link)).toEqual(file('/a.holdfast'));
  });

  it('is refused where a link is too long to be one', () => {
    expect(onLinux(`holdfast://${'a'.repeat(100_000)}`)).toEqual(refused('link'));
  });

  it('is never an option, and never makes one', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('--', '--sample', '--hidden', link, '-x.holdfast'), fc.string()), { maxLength: 6 }), fc.constantFrom<NodeJS.Platform>('linux', 'win32', 'darwin'), (items, platform) => {
        const asked = askedInArgv(['x', ...items], platform === 'win32' ? 'C:\\a' : '/a', platform);
        if (asked?.kind === 'file') expect(asked.file).toMatch(platform === 'win32' ? /^[A-Za-z]:\\[^:]*\.holdfast$/i : /^\/.*\.holdfast$/is);
        if (asked?.kind === 'link') expect(asked.text).toMatch(/^holdfast:/i);
      }),
      { numRuns: 200 },
    );
    expect(startOptions(['x', '--', link, '--sample', '--hidden'])).toEqual({ hidden: false, sample: false });
    expect(startOptions(['x', '--sample', '--', link])).toEqual({ hidden: false, sample: true });
  });
});
