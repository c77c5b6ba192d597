import { expect, it } from 'vitest';
import { type Delivered, nextLetter, struckOut } from '../../../electron/engine/alerts/outbox.ts';
import { type AlertState, type Letter, noAlerts } from '../../../electron/engine/alerts/state.ts';

const at = '2026-01-14T12:00:00.000Z';
const now = new Date(at);
const minute = 60_000;
const later = (minutes: number): Date => new Date(now.getTime() + minutes * minute);
const digest = (id: string): Letter => ({ id, channel: 'c', at, content: { kind: 'digest', subject: 's', lines: [] }, tries: 0, notBefore: at });
const ping = (id: string, signal: 'start' | 'success'): Letter => ({ id, channel: 'c', at, content: { kind: 'ping', signal, run: 'r', app: 'Shop' }, tries: 0, notBefore: at });
const waiting = (...letters: readonly Letter[]): AlertState => ({ ...noAlerts, letters: [...letters] });
const takenInPart: Delivered = { ok: false, error: { code: 'invalid-input', message: 'm', nextStep: 'n' }, inPart: true };
const failed = (code: 'invalid-input' | 'network'): Delivered => ({ ok: false, error: { code, message: 'm', nextStep: 'n' } });

it('what some of its readers have is not sent to them again, and the channel is in trouble all the same', () => {
  const after = struckOut(waiting(digest('one'), digest('two')), digest('one'), takenInPart, now);
  expect(after.letters.map(({ id }) => id)).toEqual(['two']);
  expect(after.channels['c']).toMatchObject({ problem: { since: at } });
  expect(nextLetter(after, 'c', now)?.id).toBe('two');
});

it('what the other side will not take keeps nothing behind it from being sent; what it could not be given does', () => {
  const refused = struckOut(waiting(digest('one'), digest('two')), digest('one'), failed('invalid-input'), now);
  expect(nextLetter(refused, 'c', now)?.id).toBe('two');
  const away = struckOut(waiting(digest('one'), digest('two')), digest('one'), failed('network'), now);
  expect(nextLetter(away, 'c', now)).toBeUndefined();
  expect(nextLetter(away, 'c', later(1))?.id).toBe('one');
  // What arrives behind it does not make it be tried sooner.
  expect(nextLetter(struckOut(refused, digest('two'), { ok: true }, now), 'c', now)).toBeUndefined();
  expect(nextLetter(struckOut(refused, digest('two'), { ok: true }, now), 'c', later(1))?.id).toBe('one');
});

it('a start that is refused is never sent behind its end', () => {
  const after = struckOut(waiting(ping('start', 'start'), ping('end', 'success')), ping('start', 'start'), failed('invalid-input'), now);
  expect(after.letters.map(({ id }) => id)).toEqual(['end']);
});
