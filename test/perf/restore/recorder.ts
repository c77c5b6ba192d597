import type { Clock } from '../../../electron/engine/ports/clock.ts';

/** One request as it was made. */
export interface Recorded {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
  /** Answers that were there whole before it was made: whoever repeats it waits for as many. */
  readonly after: number;
  /** Of a request that makes records, in the order of its answer. */
  readonly made: readonly string[];
}

/** Everything that is asked of the platform, and when nothing else could go on than its answer or its pace. */
export class Recorder {
  readonly requests: Recorded[] = [];
  #answered = 0;
  /** Waiting for an answer, or for leave to ask: from, to. */
  readonly #waits: [number, number][] = [];

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const from = performance.now();
    const after = this.#answered;
    const response = await fetch(input, init);
    const bytes = await response.arrayBuffer();
    this.#answered += 1;
    this.#waits.push([from, performance.now()]);
    const method = init.method ?? 'GET';
    const url = input instanceof Request ? input.url : String(input);
    const isCreate = method === 'POST' && url.endsWith('/bulk') && response.ok;
    this.requests.push({
      url,
      method,
      headers: [...new Headers(init.headers)],
      body: typeof init.body === 'string' ? init.body : null,
      after,
      made: isCreate ? idsIn(new TextDecoder().decode(bytes)) : [],
    });
    return new Response(bytes.byteLength === 0 ? null : bytes, { status: response.status, headers: response.headers });
  };

  /** The clock, with its waits noted. */
  watch(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleepUntil: async (when, signal) => {
        const from = performance.now();
        try {
          await clock.sleepUntil(when, signal);
        } finally {
          this.#waits.push([from, performance.now()]);
        }
      },
    };
  }

  /** Milliseconds between two moments in which the platform or its pace was waited for. */
  waited(from: number, to: number): number {
    let sum = 0;
    let covered = from;
    for (const [start, end] of this.#waits.toSorted((a, b) => a[0] - b[0])) {
      const begins = Math.max(start, covered);
      const ends = Math.min(end, to);
      if (ends > begins) {
        sum += ends - begins;
        covered = ends;
      }
    }
    return sum;
  }
}

/** Makes the same requests again, each as soon as as many answers are there as there were then, and does nothing with the answers. Milliseconds it took. */
export async function repeat(requests: readonly Recorded[]): Promise<number> {
  const began = performance.now();
  const newIds: (readonly [string, string])[] = [];
  const renamed = (text: string): string => newIds.reduce((all, [old, now]) => all.replaceAll(old, now), text);
  let answered = 0;
  let moved = Promise.withResolvers<void>();
  const one = async ({ url, method, headers, body, after, made }: Recorded): Promise<void> => {
    while (answered < after) await moved.promise;
    const response = await fetch(renamed(url), { method, headers: headers.map(([name, value]): [string, string] => [name, value]), ...(body === null ? {} : { body: renamed(body) }) });
    const bytes = await response.arrayBuffer();
    if (made.length > 0) for (const [at, id] of idsIn(new TextDecoder().decode(bytes)).entries()) newIds.push([made[at] ?? id, id]);
    answered += 1;
    const { resolve } = moved;
    moved = Promise.withResolvers<void>();
    resolve();
  };
  await Promise.all(requests.toSorted((a, b) => a.after - b.after).map(one));
  return Math.round(performance.now() - began);
}

function idsIn(json: string): string[] {
  const value: unknown = JSON.parse(json);
  const records: unknown[] = Array.isArray(value) ? value : [];
  return records.flatMap((record) => (typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string' ? [record.id] : []));
}
