/** Where Base44's editor and its interface live. */
export const base44Address = 'https://app.base44.com';

const appIdPattern = /^[0-9a-f]{24}$/i;

/**
 * The app's id in what somebody pasted: the id itself, or any address that has `/apps/<id>` in it (the editor's, say).
 * Undefined when there is none.
 */
export function appIdIn(pasted: string): string | undefined {
  const text = pasted.trim();
  const inAddress = /\/apps\/([^/?#\s]+)/.exec(text)?.[1];
  if (inAddress !== undefined) return inAddress;
  if (appIdPattern.test(text)) return text;
  // Base44 promises no form for its ids: a single plain word is taken, the platform says whether it knows it.
  return /^[\w-]{6,200}$/.test(text) ? text : undefined;
}
