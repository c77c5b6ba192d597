import { createHmac, timingSafeEqual } from 'node:crypto';
import { bodyObject, json, param, type AuthenticatedCall, type Call, type Reply } from '../call.ts';
import { forbidden, Failure, badRequest, objectNotFound } from '../failure.ts';
import type { App } from '../app.ts';
import { uploadedFile } from '../multipart.ts';
import type { StoredFile } from '../store/file-store.ts';

/** Base44 takes uploads of up to 50 MB. */
const maxUpload = 50 * 1024 * 1024;
const defaultExpiry = 300;

/** `POST …/Core/UploadFile`: multipart field `file` → `{file_url}`. */
export async function uploadFile(call: AuthenticatedCall): Promise<Reply> {
  const file = await uploaded(call, 'public');
  return json({ file_url: publicAddress(call.app, file.path) });
}

/** `POST …/Core/UploadPrivateFile` → `{file_uri}`, which has no host and is of no use until it is signed. */
export async function uploadPrivateFile(call: AuthenticatedCall): Promise<Reply> {
  const file = await uploaded(call, 'private');
  return json({ file_uri: privateUri(call.app, file.path) });
}

async function uploaded(call: AuthenticatedCall, visibility: 'public' | 'private'): Promise<StoredFile> {
  const file = await uploadedFile(call, 'file');
  if (file.bytes.length > maxUpload) throw new Failure(413, { detail: 'File too large' });
  call.app.store.dirty = true;
  return call.app.store.files.upload(file.name, visibility, file.type, file.bytes);
}

/** `POST …/Core/CreateFileSignedUrl {file_uri, expires_in}` → `{signed_url}`. */
export function signFile(call: AuthenticatedCall): Reply {
  const { file_uri: uri, expires_in: wanted } = bodyObject(call);
  if (typeof uri !== 'string') throw badRequest('file_uri is required');
  const path = privatePath(call.app, uri);
  if (path === undefined || call.app.store.files.get('private', path) === undefined) throw objectNotFound(`File ${uri} not found`, 404);
  const seconds = typeof wanted === 'number' && wanted > 0 ? wanted : defaultExpiry;
  const expires = Math.floor(call.app.now().getTime() / 1000 + seconds);
  const query = new URLSearchParams({ expires: String(expires), token: signature(call.app, path, expires) });
  return json({ signed_url: `${call.app.url}${privateUri(call.app, path)}?${query.toString()}` });
}

export function downloadPublic(call: Call): Reply {
  return fileReply(call.app.store.files.get('public', param(call, 'path')));
}

export function downloadPrivate(call: Call): Reply {
  const path = param(call, 'path');
  const expires = Number(call.query.get('expires'));
  const given = Buffer.from(call.query.get('token') ?? '');
  const expected = Buffer.from(signature(call.app, path, expires));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw forbidden('This file is private.');
  if (call.app.now().getTime() / 1000 > expires) throw forbidden('The signed URL has expired.');
  return fileReply(call.app.store.files.get('private', path));
}

const pieceSize = 64 * 1024;

function fileReply(file: StoredFile | undefined): Reply {
  if (file === undefined) throw new Failure(404, { detail: 'File not found' });
  const bytes = file.content();
  function* pieces(): Iterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  return { type: file.contentType, body: { chunks: pieces, length: bytes.length } };
}

function signature(app: App, path: string, expires: number): string {
  return createHmac('sha256', app.secret).update(`${path}\n${expires}`).digest('hex');
}

function publicAddress(app: App, path: string): string {
  return `${app.url}/api/apps/${app.store.appId}/files/public/${app.store.appId}/${encodePath(path)}`;
}

function privateUri(app: App, path: string): string {
  return `/api/apps/${app.store.appId}/files/private/${app.store.appId}/${encodePath(path)}`;
}

/** The path of a private file from its uri, with or without a host before it. */
function privatePath(app: App, uri: string): string | undefined {
  const encoded = /\/files\/(?:mp\/)?private\/([^/]+)\/([^?#]+)/.exec(uri);
  if (encoded?.[1] !== app.store.appId || encoded[2] === undefined) return undefined;
  try {
    return decodeURIComponent(encoded[2]);
  } catch {
    return undefined;
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
