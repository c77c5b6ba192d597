import { publicRoute, route, type Route } from '../router.ts';
import { aggregateRecords } from './aggregate.ts';
import { getApp, listAgents, listApps, listFunctions, listSecrets, publicSettings } from './app-config.ts';
import { bulkCreate, bulkUpdate, deleteMany, restoreMany, updateMany, upsert } from './bulk.ts';
import { addMessage, createConversation, getConversation, listConversations } from './conversations.ts';
import { downloadPrivate, downloadPublic, signFile, uploadFile, uploadPrivateFile } from './files.ts';
import { importCsv } from './import.ts';
import { count, get, list, listPage, trash } from './reading.ts';
import { createSchema, getSchema, listSchemas, openapiSpec, replaceSchemas } from './schemas.ts';
import { appUserToken, bulkUpdateUsers, callFunction, createUser, invite, login, me, nothingDone, updateUser } from './users.ts';
import { listCheckpoints, restoreBatch, restoreCheckpoint, snapshot, versionsInfo } from './versions.ts';
import { create, remove, removeForGood, restore, update } from './writing.ts';

const app = 'apps/:app';
const user = `${app}/entities/User`;
const entity = `${app}/entities/:entity`;
const versions = `${app}/entities/versions`;
const core = `${app}/integration-endpoints/Core`;

/** Every endpoint there is. The first that fits is taken, so literals stand before parameters. */
export const routes: readonly Route[] = [
  // The version history
  route('versions-info', `GET ${versions}/info`, 'editor-write', versionsInfo),
  route('checkpoints', `GET ${versions}/checkpoints`, 'editor-write', listCheckpoints),
  route('checkpoint-restore', `POST ${versions}/checkpoints/:checkpoint/restore`, 'editor-write', restoreCheckpoint),
  route('restore-batch', `GET ${versions}/restores/batch/:batch`, 'editor-write', restoreBatch),
  route('snapshot', `GET ${entity}/versions/checkpoints/:checkpoint/snapshot`, 'editor-write', snapshot),
  // Users
  route('me', `GET ${user}/me`, 'signed-in', me),
  route('update-me', `PUT ${user}/me`, 'write', updateUser),
  route('bulk-update', `PUT ${user}/bulk`, 'write', bulkUpdateUsers),
  route('bulk-create', `POST ${user}/bulk`, 'write', nothingDone),
  route('create', `POST ${user}`, 'write', createUser),
  route('update', `PUT ${user}/:id`, 'write', updateUser),
  route('delete', `DELETE ${user}/:id`, 'write', nothingDone),
  route('delete-many', `DELETE ${user}`, 'write', nothingDone),
  // Records
  route('list', `GET ${entity}`, 'signed-in', list),
  route('list-v2', `GET ${entity}/v2/list`, 'signed-in', listPage),
  route('count', `GET ${entity}/count`, 'signed-in', count),
  route('trash', `GET ${entity}/trash`, 'editor-write', trash),
  route('get', `GET ${entity}/:id`, 'signed-in', get),
  route('create', `POST ${entity}`, 'write', create),
  route('bulk-create', `POST ${entity}/bulk`, 'write', bulkCreate),
  route('upsert', `POST ${entity}/upsert`, 'write', upsert),
  route('aggregate', `POST ${entity}/aggregate`, 'signed-in', aggregateRecords),
  route('import', `POST ${entity}/import`, 'write', importCsv),
  route('bulk-update', `PUT ${entity}/bulk`, 'write', bulkUpdate),
  route('restore-many', `PUT ${entity}/trash/restore`, 'editor-write', restoreMany),
  route('restore', `PUT ${entity}/:id/restore`, 'editor-write', restore),
  route('update', `PUT ${entity}/:id`, 'write', update),
  route('update-many', `PATCH ${entity}/update-many`, 'write', updateMany),
  route('delete-permanent', `DELETE ${entity}/:id/permanent`, 'editor-write', removeForGood),
  route('delete', `DELETE ${entity}/:id`, 'write', remove),
  route('delete-many', `DELETE ${entity}`, 'write', deleteMany),
  // Schemas
  route('schemas', `GET ${app}/entity-schemas`, 'editor', listSchemas),
  route('schema', `GET ${app}/entity-schemas/:entity`, 'editor', getSchema),
  route('schema-create', `POST ${app}/entity-schemas`, 'editor-write', createSchema),
  route('schemas-replace', `PUT ${app}/entity-schemas`, 'editor-write', replaceSchemas),
  route('openapi-spec', `GET ${app}/openapi-spec`, 'editor-write', openapiSpec),
  // Files
  route('upload', `POST ${core}/UploadFile`, 'write', uploadFile),
  route('upload-private', `POST ${core}/UploadPrivateFile`, 'write', uploadPrivateFile),
  route('sign', `POST ${core}/CreateFileSignedUrl`, 'sign', signFile),
  publicRoute('download', `GET ${app}/files/public/:owner/*path`, downloadPublic),
  publicRoute('download', `GET ${app}/files/mp/public/:owner/*path`, downloadPublic),
  publicRoute('download-private', `GET ${app}/files/private/:owner/*path`, downloadPrivate),
  publicRoute('download-private', `GET ${app}/files/mp/private/:owner/*path`, downloadPrivate),
  // The app and what belongs to it
  publicRoute('public-settings', 'GET apps/public/prod/public-settings/by-id/:app', publicSettings),
  route('apps', 'GET apps', 'editor', listApps),
  route('app', `GET ${app}`, 'editor', getApp),
  route('functions', `GET ${app}/backend-functions`, 'editor', listFunctions),
  route('function-call', `POST ${app}/functions/:name`, 'write', callFunction),
  route('agents', `GET ${app}/agent-configs`, 'editor', listAgents),
  route('secrets', `GET ${app}/secrets`, 'editor', listSecrets),
  route('conversations', `GET ${app}/agents/conversations`, 'signed-in', listConversations),
  route('conversation', `GET ${app}/agents/conversations/:id`, 'signed-in', getConversation),
  route('conversations', `POST ${app}/agents/conversations`, 'write', createConversation),
  route('conversation', `POST ${app}/agents/conversations/v2/:id/messages`, 'write', addMessage),
  // Signing in
  publicRoute('login', `POST ${app}/auth/login`, login),
  route('auth-token', `GET ${app}/auth/token`, 'editor', appUserToken),
  route('invite', `POST ${app}/users/invite-user`, 'write', invite),
  route('invite', `POST ${app}/users/invite-users`, 'write', invite),
  route('invite', `POST ${app}/runtime/users/invite-user`, 'write', invite),
];
