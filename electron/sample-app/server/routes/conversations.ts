import { bodyObject, json, param, type AuthenticatedCall, type Reply } from '../call.ts';
import { objectNotFound } from '../failure.ts';
import type { Fields } from '../store/row.ts';

/** Conversations with agents. Nobody answers here: a message is kept and that is all. */

/** `GET …/agents/conversations`: the caller's own; an editor sees all. */
export function listConversations(call: AuthenticatedCall): Reply {
  return json(visible(call));
}

function visible(call: AuthenticatedCall): readonly Fields[] {
  return call.app.store.conversations.filter((one) => call.caller.editor || one['created_by_id'] === call.caller.user['id']);
}

function found(call: AuthenticatedCall): Fields {
  const id = param(call, 'id');
  const conversation = visible(call).find((one) => one['id'] === id);
  if (conversation === undefined) throw objectNotFound(`Conversation ${id} not found`, 404);
  return conversation;
}

export function getConversation(call: AuthenticatedCall): Reply {
  return json(found(call));
}

export function createConversation(call: AuthenticatedCall): Reply {
  const { store } = call.app;
  const now = store.now();
  const sent = bodyObject(call);
  const conversation: Fields = { messages: [], ...sent, id: store.newId(), app_id: store.appId, created_by_id: call.caller.user['id'] ?? null, created_date: now, updated_date: now };
  store.conversations.push(conversation);
  store.dirty = true;
  return json(conversation);
}

/** `POST …/agents/conversations/v2/{id}/messages` */
export function addMessage(call: AuthenticatedCall): Reply {
  const { store } = call.app;
  const conversation = found(call);
  const now = store.now();
  const message: Fields = { role: 'user', ...bodyObject(call), id: store.newId(), created_date: now, updated_date: now };
  const earlier: unknown = conversation['messages'];
  const messages: readonly unknown[] = Array.isArray(earlier) ? earlier : [];
  store.conversations.splice(store.conversations.indexOf(conversation), 1, { ...conversation, messages: [...messages, message], updated_date: now });
  store.dirty = true;
  return json(message);
}
