import { parseJson } from '../../../../../shared/model/record.ts';
import { isRecord } from '../records/write-record.ts';

/** What the platform's socket says (Engine.IO 4, Socket.IO 5, as its SDK speaks them), as far as a listener must know it. */
export type SocketMessage =
  | { readonly kind: 'open'; /** Nothing heard for so long: the line is dead. */ readonly silenceMs: number }
  | { readonly kind: 'joined' | 'refused' | 'ping' | 'other' }
  | { readonly kind: 'deleted'; readonly table: string };

/** A record's fields come along with what happened to it; more than this is not looked into. */
const longest = 1024 * 1024;
const usualSilenceMs = 60_000;

export function readSocketMessage(text: string): SocketMessage {
  if (text === '2') return { kind: 'ping' };
  if (text.length > longest) return { kind: 'other' };
  if (text.startsWith('0{')) return { kind: 'open', silenceMs: silenceOf(text.slice(1)) };
  if (text.startsWith('44')) return { kind: 'refused' };
  if (text.startsWith('40')) return { kind: 'joined' };
  const table = text.startsWith('42') ? deletedIn(text.slice(2)) : undefined;
  return table === undefined ? { kind: 'other' } : { kind: 'deleted', table };
}

/** The table of which a record was deleted: `["update_model",{"room":"entities:<app>:<Table>","data":"{\"type\":\"delete\",…}"}]`. */
function deletedIn(text: string): string | undefined {
  const event = parsed(text);
  if (!Array.isArray(event) || event[0] !== 'update_model') return undefined;
  const told: unknown = event[1];
  if (!isRecord(told) || typeof told['room'] !== 'string' || typeof told['data'] !== 'string') return undefined;
  const table = /^entities:[^:]*:(.+)$/.exec(told['room'])?.[1];
  const data = parsed(told['data']);
  return table !== undefined && isRecord(data) && data['type'] === 'delete' ? table : undefined;
}

function silenceOf(text: string): number {
  const told = parsed(text);
  const [interval, timeout] = isRecord(told) ? [told['pingInterval'], told['pingTimeout']] : [];
  return typeof interval === 'number' && typeof timeout === 'number' ? Math.min(10 * 60_000, Math.max(1000, interval + timeout)) : usualSilenceMs;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
