import { Failure } from './failure.ts';
import type { RequestKind } from './faults.ts';
import { parseQuery, pick } from './query.ts';
import type { UploadSessions } from './uploads.ts';
import type { Caller, GoogleWorld, StoredFile } from './world.ts';

export interface DriveRequest {
  readonly kind: RequestKind;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly caller: Caller;
}

export interface DriveAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What kind of request it is, by the path and the headers that tell. */
export function requestKind(method: string, url: URL, contentRange: string | undefined): RequestKind {
  const { pathname } = url;
  if (pathname === '/authorize') return 'authorize';
  if (pathname === '/token') return 'token';
  if (pathname === '/drive/v3/about') return 'about';
  if (pathname.startsWith('/upload/drive/v3/files')) {
    if (method !== 'PUT') return 'upload-start';
    return contentRange?.startsWith('bytes */') === true && contentRange !== 'bytes */0' ? 'upload-status' : 'upload';
  }
  if (pathname === '/drive/v3/files') return method === 'POST' ? 'create' : 'list';
  if (!pathname.startsWith('/drive/v3/files/')) return 'unknown';
  if (method === 'PATCH') return 'update';
  if (method === 'DELETE') return 'delete';
  return url.searchParams.get('alt') === 'media' ? 'media' : 'get';
}

/** Drive's API, version 3: the calls that are needed, as they are documented. */
export class DriveApi {
  readonly #world: GoogleWorld;
  readonly #uploads: UploadSessions;

  constructor(world: GoogleWorld, uploads: UploadSessions) {
    this.#world = world;
    this.#uploads = uploads;
  }

  /** @throws Failure */
  serve(request: DriveRequest): DriveAnswer {
    switch (request.kind) {
      case 'about':
        return this.#about(request);
      case 'list':
        return this.#list(request);
      case 'get':
        return this.#resource(request, this.#file(request));
      case 'media':
        return this.#media(request);
      case 'create':
        return this.#create(request);
      case 'update':
        return this.#update(request);
      case 'delete':
        this.#world.remove(request.caller, this.#file(request));
        return { status: 204 };
      case 'upload-start':
        return this.#begin(request);
      default:
        throw new Failure(404, 'notFound', 'Not Found');
    }
  }

  #about({ caller, url }: DriveRequest): DriveAnswer {
    const limit = this.#world.limits.get(caller.account);
    const storageQuota = { usage: String(this.#world.usage(caller.account)), ...(limit === undefined ? {} : { limit: String(limit) }) };
    const fields = url.searchParams.get('fields');
    if (fields === null) throw new Failure(400, 'required', "The 'fields' parameter is required for this method.", 'fields');
    return { status: 200, body: pick({ user: { emailAddress: caller.account, displayName: 'A founder' }, storageQuota }, fields) };
  }

  #list({ caller, url }: DriveRequest): DriveAnswer {
    const query = url.searchParams;
    const all = allDrives(query);
    const { parent, matches } = parseQuery(query.get('q') ?? '');
    if (parent !== undefined) this.#world.file(caller, parent, all);
    const driveId = query.get('driveId');
    if ((driveId !== null) !== (query.get('corpora') === 'drive')) throw new Failure(400, 'invalid', 'driveId and corpora=drive belong together.', 'driveId');
    if (query.get('includeItemsFromAllDrives') === 'true' && !all) throw new Failure(403, 'teamDrivesParentLimit', 'supportsAllDrives must be true.');
    // In no order that means anything.
    const found = [...this.#world.files.values()].toReversed().filter((file) => {
      if (!file.listed || !this.#world.isShown(caller, file)) return false;
      // Without naming a shared drive, only what the account itself had to do with.
      const isOwn = file.account === caller.account && query.get('includeItemsFromAllDrives') === 'true';
      const isLookedAt = driveId === null ? file.driveId === undefined || isOwn : file.driveId === driveId;
      if (!isLookedAt) return false;
      return matches(file, this.#world.isTrashed(file));
    });
    const pageSize = Math.min(1000, Number(query.get('pageSize') ?? 100));
    const start = this.#pageStart(query);
    const end = start + pageSize;
    const page = { kind: 'drive#fileList', incompleteSearch: false, files: found.slice(start, end).map((file) => this.#world.resource(file)), ...(end < found.length ? { nextPageToken: `~page.${end}.${query.get('q') ?? ''}` } : {}) };
    return { status: 200, body: pick(page, query.get('fields') ?? 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)') };
  }

  /** A page token is good for the query it came from. */
  #pageStart(query: URLSearchParams): number {
    const token = query.get('pageToken');
    if (token === null) return 0;
    const [, start, q] = /^~page\.(\d+)\.(.*)$/.exec(token) ?? [];
    if (start === undefined || q !== query.get('q')) throw new Failure(400, 'invalid', 'Invalid Value', 'pageToken');
    return Number(start);
  }

  #media({ caller, url, headers }: DriveRequest): DriveAnswer {
    const file = this.#world.file(caller, fileId(url), allDrives(url.searchParams));
    if (file.content === undefined) throw new Failure(403, 'fileNotDownloadable', 'Only files with binary content can be downloaded.');
    const type = { 'content-type': file.mimeType };
    const range = /^bytes=(\d+)-(\d+)$/.exec(String(headers['range'] ?? ''));
    if (range === null) return { status: 200, headers: type, body: file.content };
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, file.content.byteLength)];
    if (start >= file.content.byteLength) throw new Failure(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable');
    return { status: 206, headers: { ...type, 'content-range': `bytes ${start}-${end - 1}/${file.content.byteLength}` }, body: file.content.subarray(start, end) };
  }

  #create(request: DriveRequest): DriveAnswer {
    const wanted = metadata(request.body);
    const file = this.#world.make(request.caller, { ...wanted, content: wanted.mimeType === 'application/vnd.google-apps.folder' ? undefined : Buffer.alloc(0) }, allDrives(request.url.searchParams));
    return this.#resource(request, file);
  }

  #update(request: DriveRequest): DriveAnswer {
    const file = this.#file(request);
    const change: unknown = JSON.parse(request.body.toString());
    if (typeof change === 'object' && change !== null && 'trashed' in change) this.#world.trash(request.caller, file, change.trashed === true);
    return this.#resource(request, file);
  }

  #begin({ method, url, headers, body, caller }: DriveRequest): DriveAnswer {
    const query = url.searchParams;
    const all = allDrives(query);
    if (query.get('uploadType') !== 'resumable') throw new Failure(400, 'badRequest', 'Only resumable uploads are known here.', 'uploadType');
    const size = Number(headers['x-upload-content-length']);
    if (!Number.isSafeInteger(size)) throw new Failure(400, 'badRequest', 'The length is not known.');
    const common = { caller, size, supportsAllDrives: all, fields: query.get('fields') ?? 'kind,id,name,mimeType' };
    let id: string;
    if (method === 'POST') {
      const file = metadata(body);
      this.#world.assertFits(caller, this.#world.driveOf(caller, file.parents, all), size);
      id = this.#uploads.begin({ ...common, into: { kind: 'new', file } });
    } else {
      const file = this.#world.file(caller, fileId(url), all);
      this.#world.assertMay(caller, file, 'writer');
      this.#world.assertFits(caller, file.driveId, size - (file.content?.byteLength ?? 0));
      id = this.#uploads.begin({ ...common, into: { kind: 'existing', file } });
    }
    query.set('upload_id', id);
    return { status: 200, headers: { location: url.href } };
  }

  #file({ caller, url }: DriveRequest): StoredFile {
    return this.#world.file(caller, fileId(url), allDrives(url.searchParams));
  }

  /** The file, as its `fields` ask for it. */
  answer(file: StoredFile, fields: string): unknown {
    return pick(this.#world.resource(file), fields);
  }

  #resource({ url }: DriveRequest, file: StoredFile): DriveAnswer {
    return { status: 200, body: this.answer(file, url.searchParams.get('fields') ?? 'kind,id,name,mimeType') };
  }
}

function allDrives(query: URLSearchParams): boolean {
  return query.get('supportsAllDrives') === 'true';
}

function fileId(url: URL): string {
  return decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
}

function metadata(body: Buffer) {
  const wanted: unknown = JSON.parse(body.toString());
  if (typeof wanted !== 'object' || wanted === null) throw new Failure(400, 'parseError', 'Parse Error');
  const { name = 'Untitled', mimeType = 'application/octet-stream', parents = [], appProperties = {} } = wanted as { readonly name?: string; readonly mimeType?: string; readonly parents?: readonly string[]; readonly appProperties?: Record<string, string> };
  return { name, mimeType, parents, appProperties };
}
