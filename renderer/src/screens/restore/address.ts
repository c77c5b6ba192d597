const steps = ['what', 'found', 'plan', 'doing', 'receipt', 'leave'] as const;
type Step = (typeof steps)[number];

/** Why somebody came: what of it a look for losses can find. */
export const searchDoors = ['deleted', 'changed', 'gone'] as const;
export type SearchDoor = (typeof searchDoors)[number];

/** Where records are brought: into the app itself, another one, a database that no app uses, or files. */
export const targets = ['live', 'app', 'scratch', 'files'] as const;
export type Target = (typeof targets)[number];

/** Where in restoring one is. Everything that was chosen is in it, so that Back of the browser and a reload find it again. */
export interface RestoreAddress {
  readonly step?: Step;
  readonly door?: SearchDoor;
  /** Those that are ticked. */
  readonly incidents?: readonly string[];
  /** From Compare: the older side, the newer one, and what is to come back; without a newer side: this version of a record. */
  readonly backup?: string;
  readonly to?: string;
  readonly table?: string;
  readonly change?: 'deleted' | 'changed';
  readonly records?: readonly string[];
  readonly fields?: readonly string[];
  readonly target?: Target;
  /** With target `app`. */
  readonly into?: string;
  /** The run that is at it. */
  readonly run?: string;
  /** Those that are over, or were stopped. */
  readonly restores?: readonly string[];
}

/** Addresses can be typed: only what may be in one comes through. */
export function readRestoreAddress(search: Readonly<Record<string, unknown>>): RestoreAddress {
  const step = steps.find((each) => each === search['step']);
  const door = searchDoors.find((each) => each === search['door']);
  const change = (['deleted', 'changed'] as const).find((each) => each === search['change']);
  const target = targets.find((each) => each === search['target']);
  return {
    ...(step === undefined ? {} : { step }),
    ...(door === undefined ? {} : { door }),
    ...(change === undefined ? {} : { change }),
    ...(target === undefined ? {} : { target }),
    ...texts(search, 'incidents'),
    ...text(search, 'backup'),
    ...text(search, 'to'),
    ...text(search, 'table'),
    ...texts(search, 'records'),
    ...texts(search, 'fields'),
    ...text(search, 'into'),
    ...text(search, 'run'),
    ...texts(search, 'restores'),
  };
}

/** An id may look like a number. */
function text<K extends string>(search: Readonly<Record<string, unknown>>, name: K): { readonly [Name in K]?: string } {
  const value = search[name];
  const one: { [Name in K]?: string } = {};
  if (typeof value === 'string' || typeof value === 'number') one[name] = String(value);
  return one;
}

/** Several of them. */
function texts<K extends string>(search: Readonly<Record<string, unknown>>, name: K): { readonly [Name in K]?: readonly string[] } {
  const value = search[name];
  const some: { [Name in K]?: readonly string[] } = {};
  if (Array.isArray(value)) some[name] = value.flatMap((each: unknown) => (typeof each === 'string' || typeof each === 'number' ? [String(each)] : []));
  return some;
}
