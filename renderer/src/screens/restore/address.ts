const steps = ['what', 'found', 'plan', 'doing', 'receipt', 'leave'] as const;
type Step = (typeof steps)[number];

/** Why somebody came: what of it a look for losses can find. */
export const searchDoors = ['deleted', 'changed', 'gone'] as const;
export type SearchDoor = (typeof searchDoors)[number];

/** Where in restoring one is. Everything that was chosen is in it, so that Back of the browser and a reload find it again. */
export interface RestoreAddress {
  readonly step?: Step;
  readonly door?: SearchDoor;
  readonly incident?: string;
  /** From Compare: the older side, the newer one, and what is to come back. */
  readonly backup?: string;
  readonly to?: string;
  readonly table?: string;
  readonly change?: 'deleted' | 'changed';
  readonly record?: string;
  /** The run that is at it. */
  readonly run?: string;
  /** One that is over, or was stopped. */
  readonly restore?: string;
}

/** Addresses can be typed: only what may be in one comes through. */
export function readRestoreAddress(search: Readonly<Record<string, unknown>>): RestoreAddress {
  const step = steps.find((each) => each === search['step']);
  const door = searchDoors.find((each) => each === search['door']);
  const change = (['deleted', 'changed'] as const).find((each) => each === search['change']);
  return {
    ...(step === undefined ? {} : { step }),
    ...(door === undefined ? {} : { door }),
    ...(change === undefined ? {} : { change }),
    ...text(search, 'incident'),
    ...text(search, 'backup'),
    ...text(search, 'to'),
    ...text(search, 'table'),
    ...text(search, 'record'),
    ...text(search, 'run'),
    ...text(search, 'restore'),
  };
}

/** An id may look like a number. */
function text<K extends string>(search: Readonly<Record<string, unknown>>, name: K): { readonly [Name in K]?: string } {
  const value = search[name];
  const one: { [Name in K]?: string } = {};
  if (typeof value === 'string' || typeof value === 'number') one[name] = String(value);
  return one;
}
