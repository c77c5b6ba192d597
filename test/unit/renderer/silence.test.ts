import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchForSilence } from '../../../renderer/src/app/connection/silence.ts';

let ended: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  ended = new AbortController();
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
});

function watched() {
  const told: boolean[] = [];
  const waiting: ((how: 'answer' | 'refusal') => void)[] = [];
  const done = watchForSilence(
    () => new Promise((resolve, reject) => waiting.push((how) => (how === 'answer' ? resolve(how) : reject(new Error(how))))),
    (isSilent) => told.push(isSilent),
    ended.signal,
  );
  return { told, done, asked: () => waiting.length, answer: (how: 'answer' | 'refusal' = 'answer') => waiting.at(-1)?.(how) };
}

it('says nothing of a side that answers or refuses, and goes on asking', async () => {
  const { told, asked, answer } = watched();
  for (let n = 1; n <= 10; n += 1) {
    expect(asked()).toBe(n);
    await vi.advanceTimersByTimeAsync(5000);
    answer(n % 2 === 0 ? 'answer' : 'refusal');
    await vi.advanceTimersByTimeAsync(20_000);
  }
  expect(told).toEqual([]);
});

it('tells of silence once, and of the answer that ends it', async () => {
  const { told, asked, answer } = watched();
  await vi.advanceTimersByTimeAsync(39_000);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(told).toEqual([true]);
  expect(asked()).toBe(1);
  answer();
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([true, false, true]);
});

it('is quiet once nobody asks any more, whatever is answered then', async () => {
  const { told, done, answer } = watched();
  ended.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  answer();
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  expect(told).toEqual([]);
});
