/** Takes a secret out of text, in the forms in which a library or a server may echo it. */
export function createRedactor(secret: string): (text: string) => string {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')].filter((form) => form !== '');
  // In any case: a name of a server is written in small letters.
  const echoed = new RegExp(forms.map((form) => RegExp.escape(form)).join('|'), 'gi');
  return (text) => text.replaceAll(echoed, '[token]').replaceAll(/\bBearer\s+[^\s"',]+/gi, 'Bearer [token]');
}

/**
 * An error of the network library as something for the log: names, codes and messages of the whole chain of causes, cut
 * short. The original is not kept, because it may hold the request with its headers.
 */
export function safeCause(error: unknown, redact: (text: string) => string): Error {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const code = codeOf(at);
    parts.push(`${at.name}${code === undefined ? '' : ` ${code}`}: ${at.message}`);
  }
  const safe = new Error(redact(parts.length === 0 ? typeof error : parts.join(' < ')).slice(0, 400));
  safe.stack = '';
  return safe;
}

/** The system's code of an error or of what caused it: ECONNREFUSED, ENOTFOUND, UND_ERR_SOCKET … */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
