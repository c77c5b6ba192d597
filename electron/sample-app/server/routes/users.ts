import { bodyObject, bodyObjects, json, param, type AuthenticatedCall, type Call, type Reply } from '../call.ts';
import { freshDate } from '../dates.ts';
import { forbidden, httpException, recordNotFound, unauthorized, validationError } from '../failure.ts';
import { isFields, fieldsOf, makeRow, type Row } from '../store/row.ts';
import { declaredOnly, validate } from '../validate.ts';
import { builtInUserFields, userSchemaOf } from './entity.ts';

/** The built-in User entity, which obeys rules of its own, and signing in. */

/** The password of every user of the sample app. */
const password = 'sample-app';

/** `GET …/entities/User/me` */
export function me(call: AuthenticatedCall): Reply {
  return { body: ownRow(call).text };
}

function ownRow(call: AuthenticatedCall): Row {
  const { id } = call.caller.user;
  const row = typeof id === 'string' ? call.app.store.users.get(id) : undefined;
  if (row === undefined) throw httpException(403, 'You are not a registered user of this app.', { reason: 'user_not_registered' });
  return row;
}

/** `PUT …/entities/User/me` and `/User/{id}`: custom fields only; name, e-mail and role are ignored. Others' only as an admin. */
export function updateUser(call: AuthenticatedCall): Reply {
  const id = call.params['id'];
  const row = id === undefined ? ownRow(call) : call.app.store.users.get(id);
  if (row === undefined) throw recordNotFound('User', id ?? '');
  if (row.id !== call.caller.user['id'] && call.caller.user['role'] !== 'admin') throw forbidden('Permission denied');
  const schema = userSchemaOf(call.app.store);
  const sent = declaredOnly(bodyObject(call), schema);
  const fields = Object.fromEntries(Object.entries(sent).filter(([name]) => !Object.hasOwn(builtInUserFields, name)));
  validate(fields, schema, true);
  const after = makeRow({ ...fieldsOf(row), ...fields, updated_date: call.app.store.now() });
  call.app.store.commitUsers([{ id: row.id, before: row, after }]);
  return { body: after.text };
}

/** `POST …/entities/User` answers like a create, but what it stores is where no read looks: nothing changes. */
export function createUser(call: AuthenticatedCall): Reply {
  const now = freshDate(call.app.store.now());
  return json({ created_by: call.caller.email, created_by_id: call.caller.user['id'] ?? null, is_sample: false, ...bodyObject(call), id: call.app.store.newId(), created_date: now, updated_date: now });
}

/** `POST …/User/bulk` and `DELETE …/User/{id}` do nothing and say so with an empty object. */
export function nothingDone(_call: AuthenticatedCall): Reply {
  return json({});
}

/** `PUT …/User/bulk`: custom fields of several users, none of them or all. */
export function bulkUpdateUsers(call: AuthenticatedCall): Reply {
  const schema = userSchemaOf(call.app.store);
  if (call.caller.user['role'] !== 'admin') throw forbidden('Permission denied');
  const changes = bodyObjects(call).map((sent) => {
    const row = typeof sent['id'] === 'string' ? call.app.store.users.get(sent['id']) : undefined;
    if (row === undefined) throw recordNotFound('User', String(sent['id']));
    const fields = Object.fromEntries(Object.entries(declaredOnly(sent, schema)).filter(([name]) => !Object.hasOwn(builtInUserFields, name)));
    validate(fields, schema, true);
    return { id: row.id, before: row, after: makeRow({ ...fieldsOf(row), ...fields, updated_date: call.app.store.now() }) };
  });
  call.app.store.commitUsers(changes);
  return { body: `[${changes.map(({ after }) => after.text).join(',')}]` };
}

/** An invitation sends an e-mail, which the statistics show; the user appears only once they have signed in. */
export function invite(call: AuthenticatedCall): Reply {
  const { user_email: one, user_emails: many } = bodyObject(call);
  const emails: unknown[] = Array.isArray(many) ? many : [one];
  if (!emails.every((email) => typeof email === 'string' && email.includes('@'))) throw validationError('Error in field user_email: value is not a valid email address');
  for (const email of emails) call.app.recorder.invitation(String(email));
  return json({ success: true, invited: emails.length });
}

/** `POST …/auth/login {email, password}` */
export function login(call: Call): Reply {
  const body = bodyObject(call);
  const user = typeof body['email'] === 'string' ? call.app.store.userByEmail(body['email']) : undefined;
  if (user === undefined || body['password'] !== password) throw unauthorized('Invalid email or password');
  return json({ access_token: call.app.tokens.issue('app-user', String(user['email'])), user });
}

/** `GET …/auth/token`: a platform token in exchange for one of the app's own. */
export function appUserToken(call: AuthenticatedCall): Reply {
  return json({ token: call.app.tokens.issue('app-user', call.caller.email) });
}

/** `POST …/functions/{name}`: nothing runs here; the function answers what it was called with. */
export function callFunction(call: AuthenticatedCall): Reply {
  const name = param(call, 'name');
  if (!call.app.store.dataset.functions.some((one) => one.name === name)) throw httpException(404, `Function ${name} not found`);
  const type = call.headers['content-type'] ?? '';
  const received = type.includes('json') && call.body.length > 0 ? bodyObject(call) : {};
  return json({ function: name, received: isFields(received) ? received : {} });
}
