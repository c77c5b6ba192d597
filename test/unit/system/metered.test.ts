import { describe, expect, it } from 'vitest';
import { type Ask, askSystem, meteredConnection } from '../../../electron/engine/system/metered-connection.ts';
import { meteredByNetworkManager, meteredByWindows } from '../../../electron/engine/system/metered-words.ts';

const device = (metered: string, { state = '100 (connected)', gateway = '192.168.1.1' } = {}): string => `GENERAL.DEVICE:dev\nGENERAL.STATE:${state}\nGENERAL.METERED:${metered}\nIP4.GATEWAY:${gateway}\nIP6.GATEWAY:fe80\\:\\:1\n`;
const lost = device('unknown', { state: '30 (disconnected)' });
const bridge = 'GENERAL.DEVICE:docker0\nGENERAL.STATE:100 (connected (externally))\nGENERAL.METERED:no (guessed)\nIP4.GATEWAY:\nIP6.GATEWAY:\n';

describe('what NetworkManager says', () => {
  it.each<[string, readonly string[], boolean | undefined]>([
    ['a phone that shares its connection', [device('yes (guessed)'), lost], true],
    ['set by hand', [device('yes')], true],
    ['an ordinary network', [device('no (guessed)'), bridge], false],
    ['a modem beside a cable: the cable is used', [device('yes'), device('no')], false],
    ['a modem, and a bridge that leads nowhere', [device('yes'), bridge], true],
    ['nobody knows', [device('unknown')], undefined],
    ['one way out is metered, of the other nobody knows', [device('yes'), device('unknown')], undefined],
    ['connected to nothing', [lost, bridge], undefined],
    ['no words at all', [''], undefined],
    ['other words', ['Error: NetworkManager is not running.'], undefined],
  ])('%s', (_name, blocks, metered) => expect(meteredByNetworkManager(blocks.join('\n'))).toBe(metered));
});

it.each<[string, boolean | undefined]>([
  ['Unrestricted False False\r\n', false],
  ['Fixed False False', true],
  ['Variable False False', true],
  ['Unrestricted True False', true],
  ['Unrestricted False True', true],
  ['Unknown False False', undefined],
  ['', undefined],
])('what Windows says: %j', (line, metered) => expect(meteredByWindows(line)).toBe(metered));

describe('asked in the background', () => {
  let at = 0;
  let asked: { readonly program: string; readonly answer: (text: string | undefined) => void }[] = [];
  const ask: Ask = (program, _args, answer) => void asked.push({ program, answer });
  const on = (platform: NodeJS.Platform): (() => boolean | undefined) => {
    at = 0;
    asked = [];
    return meteredConnection(platform, ask, () => at);
  };

  it('an answer is given at once, good for a minute, and only one question is open', () => {
    const metered = on('linux');
    expect([metered(), metered(), asked.map(({ program }) => program)]).toEqual([undefined, undefined, ['nmcli']]);
    asked[0]?.answer(device('yes'));
    expect([metered(), asked.length]).toEqual([true, 1]);
    at = 60_001;
    expect([metered(), asked.length]).toEqual([true, 2]);
    asked[1]?.answer(device('no'));
    expect(metered()).toBe(false);
  });

  it('a system that cannot be asked is left alone for half an hour, and what it said before is not known any more', () => {
    const metered = on('win32');
    metered();
    asked[0]?.answer('Fixed False False');
    at = 300_001;
    metered();
    asked[1]?.answer(undefined);
    expect([metered(), asked.length]).toEqual([undefined, 2]);
    at += 29 * 60_000;
    metered();
    expect(asked.length).toBe(2);
    at += 2 * 60_000;
    metered();
    expect(asked.length).toBe(3);
  });

  it('macOS is not asked', () => {
    expect([on('darwin')(), asked]).toEqual([undefined, []]);
  });

  it('a program that is not there is no answer', async () => {
    expect(await new Promise((resolve) => askSystem('holdfast-there-is-no-such-program', [], resolve))).toBeUndefined();
    expect(await new Promise((resolve) => askSystem(process.execPath, ['-e', 'console.log("Fixed")'], resolve))).toBe('Fixed\n');
  });
});
