const tabs = ['watch', 'playbooks', 'schema'] as const;
export type GuardTab = (typeof tabs)[number];
const kinds = ['additive', 'rename', 'type', 'destructive'] as const;

/** Which part of the screen one looks at; of the history, which two are compared; of the checklists, which kind is to be begun. */
export interface GuardAddress {
  readonly tab?: GuardTab;
  readonly kind?: (typeof kinds)[number];
  readonly from?: string;
  readonly to?: string;
}

/** Addresses can be typed: only what may be in one comes through. */
export function readGuardAddress(search: Readonly<Record<string, unknown>>): GuardAddress {
  const tab = tabs.find((each) => each === search['tab']);
  const kind = kinds.find((each) => each === search['kind']);
  const { from, to } = search;
  return { ...(tab === undefined ? {} : { tab }), ...(kind === undefined ? {} : { kind }), ...(typeof from === 'string' ? { from } : {}), ...(typeof to === 'string' ? { to } : {}) };
}
