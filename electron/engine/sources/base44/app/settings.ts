import type { JsonValue } from '../../../../../shared/model/record.ts';
import { asJson } from './json.ts';
import { isRecord } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';

/**
 * Settings of an app that cannot hold a secret. Base44 does not document the app's object, and it may hold keys of
 * sign-in providers and integrations, so this is a list of what is kept, not of what is left out.
 */
export const settingNames = [
  'id',
  'name',
  'slug',
  'user_description',
  'description',
  'logo_url',
  'icon',
  'language',
  'locale',
  'timezone',
  'currency',
  'theme',
  'categories',
  'tags',
  'pages',
  'layout',
  'public_settings',
  'is_managed_source_code',
  'organization_id',
  'created_date',
  'auth_config',
] as const;

/** The kept settings of an app's object, by name. */
export function appSettings(app: RawRecord): JsonValue {
  const kept: Record<string, JsonValue> = {};
  for (const name of settingNames) {
    if (!Object.hasOwn(app, name)) continue;
    kept[name] = name === 'auth_config' ? signInSwitches(app[name]) : asJson(app[name]);
  }
  return kept;
}

/** Of the sign-in settings only which ways are on: the rest names accounts at providers. */
function signInSwitches(config: unknown): JsonValue {
  if (!isRecord(config)) return null;
  const switches: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(config)) if (typeof value === 'boolean' && name !== '__proto__') switches[name] = value;
  return switches;
}
