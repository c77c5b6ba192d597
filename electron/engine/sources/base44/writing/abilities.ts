import type { EntityDescription } from '../../../../../shared/model/app.ts';
import type { JsonObject, JsonValue } from '../../../../../shared/model/record.ts';
import type { EntityAbilities, Objection } from '../../../ports/app-writer.ts';
import { isRecord } from '../records/write-record.ts';

/** "Base44 always assigns these automatically, and ignores any of them you send" (its documentation); the last is seen in records. */
const assignedFields = ['id', 'created_date', 'updated_date', 'created_by', 'created_by_id', 'is_sample'] as const;
/** What a user has beside: set by whoever signs in, or by an invitation. */
const assignedOfUsers = ['email', 'full_name', 'role'] as const;

export function abilitiesOf(entity: EntityDescription): EntityAbilities {
  const isUser = entity.name === 'User';
  const assigned: readonly string[] = [...assignedFields, ...(isUser ? assignedOfUsers : [])];
  const properties = propertiesOf(entity.schema);
  return {
    trash: !isUser,
    create: isUser
      ? {
          kind: 'no',
          why: 'Base44 lets nobody create users: people sign up themselves, or accept an invitation. Their passwords are not in any backup.',
          nextStep: 'Invite them in Base44 under Users. Base44 then sends an e-mail to each of them; Holdfast never does that by itself.',
        }
      : { kind: 'yes', ...(asksWhoMade(entity.schema) ? { caveat: ownerCaveat } : {}) },
    assigned,
    creators: ['created_by_id'],
    writable: properties === undefined ? undefined : Object.keys(properties).filter((field) => !assigned.includes(field)),
  };
}

export function objectionsTo(entity: EntityDescription, fields: JsonObject, call: 'create' | 'update'): readonly Objection[] {
  const { assigned, writable } = abilitiesOf(entity);
  const properties = propertiesOf(entity.schema);
  const found: Objection[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (assigned.includes(field)) continue;
    if (writable !== undefined && !writable.includes(field)) {
      found.push({ kind: 'undeclared', field });
      continue;
    }
    const property = properties !== undefined && Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (value !== null && !fits(value, property)) found.push({ kind: 'wrong-type', field, expected: typesOf(property) });
  }
  for (const field of requiredOf(entity.schema)) {
    if (assigned.includes(field)) continue;
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (value === null || (value === undefined && call === 'create')) found.push({ kind: 'required', field });
  }
  return found;
}

/**
 * The fields of a record as they are sent: what the platform would ignore, drop or perhaps refuse is left out. Where a
 * record is created, fields without a value that have a default are sent as empty, or they would get the default.
 */
export function fieldsToSend(entity: EntityDescription, fields: JsonObject, call: 'create' | 'update'): JsonObject {
  const { assigned, writable } = abilitiesOf(entity);
  const sent = Object.entries(fields).filter(([field]) => !assigned.includes(field) && (writable === undefined || writable.includes(field)));
  return Object.fromEntries(call === 'update' ? sent : [...sent, ...emptied(entity, fields)]);
}

function emptied(entity: EntityDescription, fields: JsonObject): readonly (readonly [string, null])[] {
  const required = requiredOf(entity.schema);
  return Object.entries(propertiesOf(entity.schema) ?? {})
    .filter(([field, property]) => isRecord(property) && property['default'] !== undefined && property['default'] !== null && !Object.hasOwn(fields, field) && !required.includes(field))
    .map(([field]) => [field, null]);
}

const ownerCaveat =
  'Base44 takes the owner of the access token for the one who made these records. A rule of this table goes by who made a record, so the people they belong to may not see or change them until the rule or the records are put right in Base44.';

/** Does a rule of the table or of a field go by who created a record? */
function asksWhoMade(schema: JsonValue): boolean {
  if (!isRecord(schema)) return false;
  const rules = [schema['rls'], ...Object.values(propertiesOf(schema) ?? {}).map((property) => (isRecord(property) ? property['rls'] : undefined))];
  return rules.some((rule) => rule !== undefined && JSON.stringify(rule).includes('created_by'));
}

/** Undefined when the schema does not say which fields there are. */
function propertiesOf(schema: JsonValue): Readonly<Record<string, unknown>> | undefined {
  return isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : undefined;
}

function requiredOf(schema: JsonValue): readonly string[] {
  const required = isRecord(schema) ? schema['required'] : undefined;
  return Array.isArray(required) ? required.filter((field): field is string => typeof field === 'string') : [];
}

function typesOf(property: unknown): readonly string[] {
  const type = isRecord(property) ? property['type'] : undefined;
  return (Array.isArray(type) ? type : [type]).filter((one): one is string => typeof one === 'string');
}

/** Deeper than this nothing is objected to: the platform will say. */
const maxDepth = 20;

/** Does a value fit what the schema says of it? What is not understood fits. */
function fits(value: JsonValue, property: unknown, depth = 0): boolean {
  const types = typesOf(property);
  if (depth > maxDepth || !isRecord(property)) return true;
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
  const { items, properties: inner } = property;
  if (Array.isArray(value)) return value.every((item: JsonValue) => item === null || fits(item, items, depth + 1));
  if (!isRecord(value) || !isRecord(inner)) return true;
  return Object.entries(value).every(([name, item]) => item === null || fits(asValue(item), Object.hasOwn(inner, name) ? inner[name] : undefined, depth + 1));
}

function asValue(value: unknown): JsonValue {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- inside of a JSON value are only JSON values
  return value as JsonValue;
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'number':
      return typeof value === 'number' || JSON.isRawJSON(value);
    case 'integer':
      return Number.isInteger(value) || (JSON.isRawJSON(value) && /^-?\d+$/.test(JSON.stringify(value)));
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'null':
      return false;
    default:
      return true;
  }
}
