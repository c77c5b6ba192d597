/**
 * The link as it is safe to hand to the system: an https: address without a name and password in it (which make one site look
 * like another), or a mailto: without anything but the address and subject. Undefined for everything else.
 */
export function safeLink(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  if (url.protocol === 'https:') return url.username === '' && url.password === '' ? url.href : undefined;
  if (url.protocol !== 'mailto:' || url.pathname === '') return undefined;
  return [...url.searchParams.keys()].every((name) => name === 'subject' || name === 'body') ? url.href : undefined;
}
