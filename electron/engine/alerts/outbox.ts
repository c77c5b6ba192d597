import type { PlainError } from '../../../shared/model/errors.ts';
import type { AlertState, Letter } from './state.ts';

export type Delivered =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly error: PlainError;
      /** Some of its readers have it: sent again, they would have it many times. */
      readonly inPart?: true;
    };

const minuteMs = 60_000;
/** Waits after the first, second … try that did not arrive; after the last one it is given up. About two days in all. */
const waitsMs = [1, 5, 15, 60, 120, 240, 480, 720, 720, 720].map((minutes) => minutes * minuteMs);
/** A start that arrives after the end would only confuse. */
const startIsNewsMs = 15 * minuteMs;

/** What is left after a letter was tried: it is struck out when it arrived, kept for later when not, given up in the end. The channel remembers how it went. Pure. */
export function struckOut(state: AlertState, { id, channel }: Letter, delivered: Delivered, now: Date): AlertState {
  const letters = state.letters.flatMap((letter) => (letter.id !== id ? [letter] : delivered.ok || delivered.inPart === true ? [] : later(letter, delivered.error, now)));
  return noted({ ...state, letters }, channel, delivered, now);
}

/** How it went with a channel the last time. Once something arrives, what waits for it waits no longer. Pure. */
export function noted(state: AlertState, channel: string, delivered: Delivered, now: Date): AlertState {
  const at = now.toISOString();
  const { problem, ...known } = state.channels[channel] ?? {};
  if (!delivered.ok) return { ...state, channels: { ...state.channels, [channel]: { ...known, problem: { since: problem?.since ?? at, error: delivered.error } } } };
  const letters = state.letters.map((letter) => (letter.channel === channel && letter.notBefore > at && letter.isRefused !== true ? { ...letter, notBefore: at } : letter));
  return { ...state, letters, channels: { ...state.channels, [channel]: { ...known, deliveredAt: at } } };
}

/**
 * What is to be sent next through a channel: the first of its letters, so that none overtakes another. One that the other side will not take is only tried again in its
 * own time: what is wrong with it need not be wrong with the next. Pure.
 */
export function nextLetter({ letters }: Pick<AlertState, 'letters'>, channel: string, now: Date): Letter | undefined {
  const isDue = ({ notBefore }: Letter): boolean => Date.parse(notBefore) <= now.getTime();
  const next = letters.find((letter) => letter.channel === channel && (letter.isRefused !== true || isDue(letter)));
  return next !== undefined && isDue(next) ? next : undefined;
}

function later(letter: Letter, { code }: PlainError, now: Date): Letter[] {
  const wait = waitsMs[letter.tries];
  if (wait === undefined) return [];
  const notBefore = new Date(now.getTime() + wait);
  const { isRefused: _before, ...rest } = letter;
  const isRefused = code === 'invalid-input';
  const isStart = letter.content.kind === 'ping' && letter.content.signal === 'start';
  if (isStart && (isRefused || notBefore.getTime() - Date.parse(letter.at) > startIsNewsMs)) return [];
  return [{ ...rest, tries: letter.tries + 1, notBefore: notBefore.toISOString(), ...(isRefused ? { isRefused: true as const } : {}) }];
}
