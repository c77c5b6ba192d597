import { route, type Route } from '../router.ts';
import { getApp, listAgents, listApps, listFunctions, listSecrets, publicSettings } from './app-config.ts';
import { downloadPrivate, downloadPublic, signFile, uploadFile, uploadPrivateFile } from './files.ts';
import { count, get, list, listPage, trash } from './reading.ts';
import { getSchema, listSchemas } from './schemas.ts';
import { me } from './users.ts';

const entity = 'apps/:app/entities/:entity';

/** Every endpoint there is. Literals stand before parameters. */
export const routes: readonly Route[] = [
  route('me', 'GET apps/:app/entities/User/me', 'signed-in', me),
  route('list', `GET ${entity}`, 'signed-in', list),
  route('list-v2', `GET ${entity}/v2/list`, 'signed-in', listPage),
  route('count', `GET ${entity}/count`, 'signed-in', count),
  route('trash', `GET ${entity}/trash`, 'editor-write', trash),
  route('get', `GET ${entity}/:id`, 'signed-in', get),
  route('schemas', 'GET apps/:app/entity-schemas', 'editor', listSchemas),
  route('schema', 'GET apps/:app/entity-schemas/:entity', 'editor', getSchema),
  route('upload', 'POST apps/:app/integration-endpoints/Core/UploadFile', 'write', uploadFile),
  route('upload-private', 'POST apps/:app/integration-endpoints/Core/UploadPrivateFile', 'write', uploadPrivateFile),
  route('sign', 'POST apps/:app/integration-endpoints/Core/CreateFileSignedUrl', 'write', signFile),
  route('download', 'GET apps/:app/files/public/:owner/*path', 'anyone', downloadPublic),
  route('download', 'GET apps/:app/files/mp/public/:owner/*path', 'anyone', downloadPublic),
  route('download-private', 'GET apps/:app/files/private/:owner/*path', 'anyone', downloadPrivate),
  route('download-private', 'GET apps/:app/files/mp/private/:owner/*path', 'anyone', downloadPrivate),
  route('public-settings', 'GET apps/public/prod/public-settings/by-id/:app', 'anyone', publicSettings),
  route('apps', 'GET apps', 'editor', listApps),
  route('app', 'GET apps/:app', 'editor', getApp),
  route('functions', 'GET apps/:app/backend-functions', 'editor', listFunctions),
  route('agents', 'GET apps/:app/agent-configs', 'editor', listAgents),
  route('secrets', 'GET apps/:app/secrets', 'editor', listSecrets),
];
