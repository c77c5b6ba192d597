import { createHmac, timingSafeEqual } from 'node:crypto';
import { badRequest } from '../failure.ts';
import { isFields, parseObject, type Fields } from '../store/row.ts';
import type { Position } from './select.ts';

/** What a cursor carries: the walk it belongs to and how far it got. */
export interface Cursor {
  /** Who may use it, and on what: caller, data environment and entity. */
  readonly scope: string;
  readonly q: string | null;
  readonly sort: string | null;
  readonly fields: string | null;
  readonly distinct: string | null;
  readonly after: Position;
}

/** An opaque text, signed so that it cannot be made up. */
export function encodeCursor(cursor: Cursor, secret: string): string {
  const payload = Buffer.from(JSON.stringify(cursor)).toString('base64url');
  return `${payload}.${sign(payload, secret)}`;
}

/** @throws Failure 400 when it is not a cursor of this server or belongs to another caller or entity. */
export function decodeCursor(text: string, scope: string, secret: string): Cursor {
  const [payload = '', signature = ''] = text.split('.');
  const expected = Buffer.from(sign(payload, secret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badRequest('Invalid cursor.');
  const cursor = cursorFrom(parseObject(Buffer.from(payload, 'base64url').toString()));
  if (cursor.scope !== scope) throw badRequest('This cursor belongs to another user or entity.');
  return cursor;
}

function cursorFrom(fields: Fields): Cursor {
  const text = (name: string): string | null => (typeof fields[name] === 'string' ? fields[name] : null);
  const after = isFields(fields['after']) ? fields['after'] : {};
  return { scope: text('scope') ?? '', q: text('q'), sort: text('sort'), fields: text('fields'), distinct: text('distinct'), after: { value: after['value'], id: String(after['id']) } };
}

function sign(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('base64url').slice(0, 22);
}
