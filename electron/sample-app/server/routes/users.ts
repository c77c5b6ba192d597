import { param, type AuthenticatedCall, type Reply } from '../call.ts';
import { httpException } from '../failure.ts';

/** `GET …/entities/User/me` */
export function me(call: AuthenticatedCall): Reply {
  const { id } = call.caller.user;
  const row = typeof id === 'string' ? call.app.store.users.get(id) : undefined;
  if (row === undefined) throw httpException(403, 'You are not a registered user of this app.', { reason: 'user_not_registered' });
  return { body: row.text };
}

/** The id in the path, where `me` stands for the caller. */
export function userIdIn(call: AuthenticatedCall): string {
  const id = param(call, 'id');
  return id === 'me' ? String(call.caller.user['id'] ?? '') : id;
}
