import type { NewChannel } from '../../../../../shared/contract/alerts.ts';
import type { Kind } from './kinds.ts';

/** What was typed of a new channel. */
export interface Typed {
  readonly url: string;
  readonly signingSecret: string;
  readonly host: string;
  readonly security: 'tls' | 'starttls';
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly to: string;
}

const ports = { tls: 465, starttls: 587 } as const;

/** `mail.example.com:2525` names a port of its own. */
function serverOf({ host, security }: Typed): { readonly host: string; readonly port: number } {
  const [name = '', port] = host.trim().split(':');
  return { host: name, port: port === undefined ? ports[security] : Number(port) };
}

function addresses(to: string): string[] {
  return to.split(',').map((each) => each.trim()).filter((each) => each !== '');
}

export function isWebAddress(text: string): boolean {
  const url = URL.parse(text.trim());
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}

function isMailAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/** Is there everything that this kind needs? */
export function isWhole(kind: Kind, name: string, typed: Typed): boolean {
  if (name.trim() === '') return false;
  if (kind !== 'email') return isWebAddress(typed.url);
  const { host, port } = serverOf(typed);
  const to = addresses(typed.to);
  return host !== '' && Number.isInteger(port) && port > 0 && port < 65_536 && isMailAddress(typed.from.trim()) && to.length > 0 && to.every(isMailAddress) && (typed.user.trim() === '') === (typed.password === '');
}

export function channelInput(kind: Kind, name: string, typed: Typed): NewChannel {
  const url = typed.url.trim();
  switch (kind) {
    case 'email': {
      const { user, password, from, to, security } = typed;
      return { kind, name, ...serverOf(typed), security, from: from.trim(), to: addresses(to), ...(user.trim() === '' ? {} : { user: user.trim(), password }) };
    }
    case 'webhook':
      return { kind, name, url, ...(typed.signingSecret === '' ? {} : { signingSecret: typed.signingSecret }) };
    case 'slack':
    case 'ping':
      return { kind, name, url };
  }
}
