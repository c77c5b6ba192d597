import { json, type AuthenticatedCall, type Call, type Reply } from '../call.ts';
import { fieldsIn } from '../query/parameters.ts';
import type { App } from '../app.ts';
import type { Fields } from '../store/row.ts';

/** Everything that defines the app beside its data: the app itself, functions, agents, secrets. */

function appFields(app: App): Fields {
  const { dataset, appId, createdAt } = app.store;
  return {
    ...dataset.settings,
    id: appId,
    name: dataset.appName,
    slug: `${slugOf(dataset.appName)}-${appId.slice(-8)}`,
    user_description: dataset.settings['user_description'] ?? null,
    created_by: dataset.ownerEmail,
    created_date: dataset.settings['created_date'] ?? createdAt,
    updated_date: dataset.settings['updated_date'] ?? createdAt,
    organization_id: dataset.settings['organization_id'] ?? null,
    is_managed_source_code: dataset.settings['is_managed_source_code'] ?? false,
    status: { state: 'ready' },
  };
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}

function projected(fields: Fields, wanted: readonly string[] | undefined): Fields {
  if (wanted === undefined) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.includes(name)));
}

/** `GET /api/apps`: the apps the token reaches. */
export function listApps(call: AuthenticatedCall): Reply {
  return json([projected(appFields(call.app), fieldsIn(call.query.get('fields')))]);
}

export function getApp(call: AuthenticatedCall): Reply {
  return json(projected(appFields(call.app), fieldsIn(call.query.get('fields'))));
}

/** What anyone may know of the app, for its login page. */
export function publicSettings(call: Call): Reply {
  const { dataset, appId } = call.app.store;
  return json({ id: appId, name: dataset.appName, public_settings: dataset.settings['public_settings'] ?? 'private_with_login' });
}

/** `GET …/backend-functions` in the shape Base44's command line reads. */
export function listFunctions(call: AuthenticatedCall): Reply {
  const functions = call.app.store.dataset.functions.map((one, index) => ({
    name: one.name,
    deployment_id: `${one.name}-${index + 1}`,
    entry: 'entry.ts',
    files: [{ path: 'entry.ts', content: one.code }],
    automations: [],
    ...(one.description === undefined ? {} : { description: one.description }),
  }));
  return json({ functions });
}

export function listAgents(call: AuthenticatedCall): Reply {
  const items = call.app.store.dataset.agents.map(({ settings, ...agent }) => ({ ...settings, ...agent }));
  return json({ items, total: items.length });
}

/** Names and values, as Base44's command line reads them. */
export function listSecrets(call: AuthenticatedCall): Reply {
  return json(Object.fromEntries(call.app.store.secrets));
}
