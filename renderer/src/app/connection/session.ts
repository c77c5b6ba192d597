/** How a browser tab proves that Holdfast opened it: a one-time token in the address, traded for a session of this tab. */
const storageKey = 'holdfast-session';

export type SessionAnswer = { readonly kind: 'session'; readonly session: string } | { readonly kind: 'refused' } | { readonly kind: 'unreachable' };

/** Takes `#token=…` out of the address, so that it is neither bookmarked nor left in the history. */
export function takeTokenFromAddress(): string | undefined {
  const match = /^#token=([^&]+)/.exec(location.hash);
  if (match?.[1] === undefined) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return decodeURIComponent(match[1]);
}

export function rememberedSession(): string | undefined {
  return sessionStorage.getItem(storageKey) ?? undefined;
}

export function forgetSession(): void {
  sessionStorage.removeItem(storageKey);
}

export async function tradeToken(token: string): Promise<SessionAnswer> {
  let response: Response;
  try {
    response = await fetch('/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
  } catch {
    return { kind: 'unreachable' };
  }
  if (!response.ok) return response.status >= 500 ? { kind: 'unreachable' } : { kind: 'refused' };
  const answer: unknown = await response.json();
  if (typeof answer !== 'object' || answer === null || !('session' in answer) || typeof answer.session !== 'string') return { kind: 'refused' };
  sessionStorage.setItem(storageKey, answer.session);
  return { kind: 'session', session: answer.session };
}

/** Does anything of Holdfast answer at this address? Tells "it is not running" from "it does not know this tab any more". */
export async function hostAnswers(): Promise<boolean> {
  try {
    const response = await fetch('/', { cache: 'no-store' });
    return response.status < 500;
  } catch {
    return false;
  }
}
