import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { keyGroups } from '../../../electron/engine/kit/key-groups.ts';
import { renderTextKit } from '../../../electron/engine/kit/text-kit.ts';
import { parseTypedKey } from '../../../electron/engine/kit/typed-key.ts';
import { kitContent } from '../../support/kit-content.ts';

const { identity } = kitContent;
const groups = keyGroups(identity);
const body = groups.join('');

describe('a key that was typed', () => {
  it.each([
    ['in one piece', identity],
    ['in small letters', identity.toLowerCase()],
    ['between spaces and line breaks', `\n  ${identity}\r\n`],
    ['without its beginning', body],
    ['group by group', groups.join(' ')],
    ['group by group, a line each, behind its beginning', `AGE-SECRET-KEY-1\n${groups.join('\n')}`],
    ['with hyphens of any kind', groups.join('–')],
    ['with the numbers of the groups', groups.map((group, n) => `${n + 1} ${group}`).join('  ')],
    ['with numbers and dots', groups.map((group, n) => `${n + 1}. ${group.toLowerCase()}`).join('\n')],
    ['sign by sign', Array.from(body).join(' ')],
    ['with the letters that look like others', body.replaceAll('0', 'O').replaceAll('8', 'b').replaceAll('L', '1')],
    ['as the whole kit', renderTextKit(kitContent)],
  ])('%s is understood', async (_how, typed) => {
    expect(await parseTypedKey(typed)).toBe(identity);
  });

  it.each([
    ['nothing', ' \n', /No key/],
    ['something else', 'correct horse battery staple', /not the whole key/],
    ['signs of no key', 'schlüssel!', /characters that no key has/],
    ['cut short', identity.slice(0, -5), /53 characters where 58/],
    ['with one more', `${identity}Q`, /59 characters where 58/],
    ['with a mistake', identity.replace('GQ977', 'GQ978'), /mistake in the key/],
    ['with two groups in each other’s place', [groups[1], groups[0], ...groups.slice(2)].join(' '), /mistake in the key/],
    ['that is public', kitContent.recipient, /characters/],
  ])('%s is refused without being repeated', async (_what, typed, sentence) => {
    const error: unknown = await parseTypedKey(typed).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(sentence) });
    for (const group of groups) expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(group);
  });
});
