/** Where a file of the app lies. */
export type FileAddress =
  /** Anyone may fetch it. */
  | { readonly kind: 'public'; readonly url: URL }
  /** Must be signed by the API first; `uri` is what it is signed by. */
  | { readonly kind: 'private'; readonly uri: string };

/** What tells files of the app from other links. */
export interface FileHome {
  /** Scheme, host and port of the API. */
  readonly origin: string;
  readonly appId: string;
}

/** Base44's storage of older apps, seen in public code. */
const oldStorageHost = 'qtrypzzcjebvfcihiynt.supabase.co';

/**
 * Base44's own hosts. An address in a record is hostile input, so a file is fetched from these and from the configured
 * server only: never from another port of this computer, and never from inside a private network.
 */
function isPlatformHost(host: string): boolean {
  return host === 'base44.app' || host.endsWith('.base44.app') || host === 'base44.com' || host.endsWith('.base44.com') || host === oldStorageHost;
}

/** May a file be fetched from there? The configured server as it is configured, Base44's hosts over https on the usual port. */
export function isAllowed(url: URL, home: FileHome): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === home.origin) return true;
  return url.protocol === 'https:' && url.port === '' && isPlatformHost(url.hostname);
}

/**
 * Makes a function that finds the addresses of uploaded files in a record's line of JSON, each once, in the order of
 * appearance: whole values, and links inside of longer texts (rich text, Markdown). A link to any other website is not a
 * file of the app; it stays the text it is.
 */
export function createFileFinder(home: FileHome): (json: string) => readonly string[] {
  const ownHost = new URL(home.origin).host;
  return (json) => {
    // Nearly no record has one; these looks cost next to nothing, the first least of all.
    if (!json.includes('/')) return [];
    const mayBePublic = json.includes('base44') || json.includes(ownHost);
    const mayBePrivate = json.includes('private/');
    if (!mayBePublic && !mayBePrivate) return [];
    const found = new Set<string>();
    if (mayBePublic) for (const text of linksIn(json)) if (parseFileAddress(text, home) !== undefined) found.add(text);
    if (mayBePrivate) for (const [, text = ''] of json.matchAll(wholePrivateUri)) if (parseFileAddress(text, home) !== undefined) found.add(text);
    return [...found];
  };
}

// Up to what ends a link in JSON text (`"`, and `\` of an escape), in HTML and in running text.
const link = /https?:\/\/[^\s"\\<>`|^{}]+/g;
// The file_uri of a private file has no host, so only a whole value counts.
const wholePrivateUri = /"(\/?(?:api\/apps\/[\w-]+\/)?(?:files\/)?(?:mp\/)?private\/[^"\\\s]+)"(?!\s*:)/g;

function* linksIn(json: string): Generator<string> {
  for (const match of json.matchAll(link)) {
    const text = match[0];
    const isWholeValue = json[match.index - 1] === '"' && json[match.index + text.length] === '"';
    yield isWholeValue ? text : trimmed(text);
  }
}

/** A link in running text without the punctuation behind it; a bracket stays when it was opened inside. */
function trimmed(text: string): string {
  let end = text.length;
  for (let at = 0, open = 0; at < text.length; at += 1) {
    if (text[at] === '(') open += 1;
    if (text[at] === ')' || text[at] === ']') {
      if (text[at] === ']' || open === 0) {
        end = at;
        break;
      }
      open -= 1;
    }
  }
  return text.slice(0, end).replace(/[.,;:!?'*_]+$/, '');
}

/** What an address in a record leads to; undefined when it is no file of Base44's. */
export function parseFileAddress(text: string, home: FileHome): FileAddress | undefined {
  if (!/^https?:\/\//i.test(text)) return isPrivateUri(text) ? { kind: 'private', uri: text } : undefined;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  // Older records hold http links to hosts that serve https only.
  if (url.protocol === 'http:' && url.origin !== home.origin && isPlatformHost(url.hostname)) url.protocol = 'https:';
  if (!isAllowed(url, home)) return undefined;
  if (/^\/(?:api\/apps\/[^/]+\/)?files\/(?:mp\/)?private\/[^/]+\/./.test(url.pathname)) return { kind: 'private', uri: url.origin + url.pathname };
  return isPublicPath(url) ? { kind: 'public', url } : undefined;
}

function isPublicPath(url: URL): boolean {
  if (url.hostname === 'media.base44.com') return /^\/[^/]+\/public\/[^/]+\/./.test(url.pathname);
  if (url.hostname === oldStorageHost) return /^\/storage\/v1\/object\/public\/[^/]+\/public\/[^/]+\/./.test(url.pathname);
  return /^\/(?:api\/apps\/[^/]+\/)?files\/(?:mp\/)?public\/[^/]+\/./.test(url.pathname);
}

/** A path without a host, as `UploadPrivateFile` gives it out. `private/…` alone needs the id of an app behind it, or it may be any text. */
function isPrivateUri(text: string): boolean {
  return /^\/?(?:api\/apps\/[\w-]+\/)?files\/(?:mp\/)?private\/[^/\s]+\/\S/.test(text) || /^\/?(?:mp\/)?private\/[0-9a-f]{24}\/\S/.test(text);
}
