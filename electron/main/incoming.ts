import type { Incoming } from '../../shared/contract/desktop.ts';
import { type HoldfastLink, type LinkedPlace, parseHoldfastLink } from '../../shared/model/holdfast-link.ts';
import type { Asked } from './asked-in-argv.ts';
import { folderOfOpener } from './opened-file.ts';

const kindOf = { folder: 'local', bucket: 's3', 'google-drive': 'google-drive' } as const satisfies Record<LinkedPlace, string>;

/**
 * What a person opened from outside, until a page has taken it: a page may come much later than the double-click that started the
 * program. Only the newest is kept; it is what the person waits for.
 */
export class IncomingBox {
  #waiting: Incoming = { kind: 'nothing' };
  #last = 0;
  readonly #followers = new Set<() => void>();

  /** Fulfilled when it was looked into. */
  async take(asked: Asked | undefined): Promise<void> {
    if (asked === undefined) return;
    const id = ++this.#last;
    const incoming = await read(asked, id);
    // Something newer came while a slow drive was read, or there is nothing to say.
    if (incoming === undefined || id !== this.#last) return;
    this.#waiting = incoming;
    for (const tell of this.#followers) tell();
  }

  /** The page has shown it. */
  taken(id: number): void {
    if (this.#waiting.kind !== 'nothing' && this.#waiting.id === id) this.#waiting = { kind: 'nothing' };
  }

  /** What waits now, then whatever comes, until aborted. */
  async *follow(signal: AbortSignal | undefined): AsyncGenerator<Incoming, void, undefined> {
    let wake = (): void => undefined;
    const follower = (): void => wake();
    this.#followers.add(follower);
    signal?.addEventListener('abort', follower);
    try {
      while (signal?.aborted !== true) {
        const next = new Promise<void>((resolve) => (wake = resolve));
        yield this.#waiting;
        await next;
      }
    } finally {
      this.#followers.delete(follower);
      signal?.removeEventListener('abort', follower);
    }
  }
}

async function read(asked: Asked, id: number): Promise<Incoming | undefined> {
  if (asked.kind === 'refused') return { kind: 'refused', id, why: asked.why };
  if (asked.kind === 'link') return linked(parseHoldfastLink(asked.text), id);
  const folder = await folderOfOpener(asked.file);
  return folder === undefined ? { kind: 'refused', id, why: 'file' } : { kind: 'folder', id, folder };
}

function linked(link: HoldfastLink | undefined, id: number): Incoming | undefined {
  if (link === undefined) return { kind: 'refused', id, why: 'link' };
  if (link.kind === 'signed-in') return undefined;
  const { place, address, region } = link;
  return { kind: 'link', id, place: kindOf[place], ...(address === undefined ? {} : { address }), ...(region === undefined ? {} : { region }) };
}
