import type { PlainError } from '../../../shared/model/errors.ts';
import type { AlertState, Letter } from './state.ts';

export type Delivered = { readonly ok: true } | { readonly ok: false; readonly error: PlainError };

const minuteMs = 60_000;
/** Waits after the first, second … try that did not arrive; after the last one it is given up. About two days in all. */
const waitsMs = [1, 5, 15, 60, 120, 240, 480, 720, 720, 720].map((minutes) => minutes * minuteMs);
/** A start that arrives after the end would only confuse. */
const startIsNewsMs = 15 * minuteMs;

/** What is left after a letter was tried: it is struck out when it arrived, kept for later when not, given up in the end. The channel remembers how it went. Pure. */
export function struckOut(state: AlertState, { id, channel }: Letter, delivered: Delivered, now: Date): AlertState {
  const letters = state.letters.flatMap((letter) => (letter.id !== id ? [letter] : delivered.ok ? [] : later(letter, now)));
  return noted({ ...state, letters }, channel, delivered, now);
}

/** How it went with a channel the last time. Once something arrives, what waits for it waits no longer. Pure. */
export function noted(state: AlertState, channel: string, delivered: Delivered, now: Date): AlertState {
  const at = now.toISOString();
  const { problem, ...known } = state.channels[channel] ?? {};
  if (!delivered.ok) return { ...state, channels: { ...state.channels, [channel]: { ...known, problem: { since: problem?.since ?? at, error: delivered.error } } } };
  const letters = state.letters.map((letter) => (letter.channel === channel && letter.notBefore > at ? { ...letter, notBefore: at } : letter));
  return { ...state, letters, channels: { ...state.channels, [channel]: { ...known, deliveredAt: at } } };
}

function later(letter: Letter, now: Date): Letter[] {
  const wait = waitsMs[letter.tries];
  if (wait === undefined) return [];
  const notBefore = new Date(now.getTime() + wait);
  const isStart = letter.content.kind === 'ping' && letter.content.signal === 'start';
  if (isStart && notBefore.getTime() - Date.parse(letter.at) > startIsNewsMs) return [];
  return [{ ...letter, tries: letter.tries + 1, notBefore: notBefore.toISOString() }];
}
