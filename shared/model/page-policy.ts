/**
 * What the page may do, the same in a window and in a browser tab: everything from where the page came from, nothing else; no
 * script and no style that a text could smuggle in.
 */
export interface PagePolicy {
  /** Fresh for each load; styles that the page's library makes carry it. */
  readonly styleNonce: string;
  /** Where the page may connect to beside its own origin: `ws://127.0.0.1:5123`. */
  readonly connect?: string;
}

/** The value of the header `Content-Security-Policy`. */
function contentSecurityPolicy({ styleNonce, connect }: PagePolicy): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${connect === undefined ? '' : ` ${connect}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "worker-src 'none'",
  ].join('; ');
}

/** Headers of every answer that is part of the page. */
export function pageHeaders(policy: PagePolicy): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(policy),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  };
}

/** index.html with this load's nonce where the page looks for it. */
export function withStyleNonce(html: string, styleNonce: string): string {
  return html.replace('<meta name="style-nonce" content="">', `<meta name="style-nonce" content="${styleNonce}">`);
}

/** What the built page's files are, by the end of their names: with `nosniff` a browser takes nothing else for it. */
export const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.ico': 'image/x-icon',
};
