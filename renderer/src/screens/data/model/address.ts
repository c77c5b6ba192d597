/** What the Data screen shows, as it stands in the address: back, forward and reload bring back exactly this. */
export interface DataAddress {
  /** A backup's name; absent = the newest. */
  readonly backup?: string;
  readonly table?: string;
  readonly sort?: Sort;
  readonly filters?: readonly Filter[];
  /** Words looked for in this table alone. */
  readonly within?: string;
  /** The record of this table that is open, by its id. */
  readonly record?: string;
  /** Words looked for in every table. */
  readonly words?: string;
  /** With `words`: in all backups. */
  readonly everywhen?: true;
}

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

export const filterOps = ['contains', 'is', 'is-not', 'greater', 'less', 'empty', 'not-empty'] as const;
export type FilterOp = (typeof filterOps)[number];

export interface Filter {
  readonly field: string;
  readonly op: FilterOp;
  readonly value?: string;
}

/** What the contract takes; an address may hold anything. */
const limits = { name: 1000, words: 500, value: 10_000, filters: 20, backup: 200 } as const;

/** Reads an address that anybody may have written: what is not understood is left out. */
export function readAddress(raw: Readonly<Record<string, unknown>>): DataAddress {
  const backup = text(raw['backup'], limits.backup);
  const table = text(raw['table'], limits.name);
  const sort = readSort(raw['sort']);
  const filters = Array.isArray(raw['filters']) ? raw['filters'].flatMap((each: unknown) => readFilter(each) ?? []).slice(0, limits.filters) : [];
  const within = text(raw['within'], limits.words);
  const record = text(raw['record'], limits.value);
  const words = text(raw['words'], limits.words);
  return {
    ...(backup === undefined ? {} : { backup }),
    ...(table === undefined ? {} : { table }),
    ...(sort === undefined ? {} : { sort }),
    ...(filters.length === 0 ? {} : { filters }),
    ...(within === undefined ? {} : { within }),
    ...(record === undefined ? {} : { record }),
    ...(words === undefined ? {} : { words }),
    ...(raw['everywhen'] === true ? { everywhen: true as const } : {}),
  };
}

/** Whether a filter says enough to be used: `is` needs a value, `empty` none. */
export function needsValue(op: FilterOp): boolean {
  return op !== 'empty' && op !== 'not-empty';
}

// A number in an address was typed by hand: `?words=1042`.
function text(value: unknown, longest: number): string | undefined {
  const read = typeof value === 'number' ? String(value) : value;
  return typeof read === 'string' && read !== '' && read.length <= longest ? read : undefined;
}

function readSort(value: unknown): Sort | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { field, descending }: { readonly field?: unknown; readonly descending?: unknown } = value;
  const name = text(field, limits.name);
  return name === undefined ? undefined : { field: name, descending: descending === true };
}

function readFilter(value: unknown): Filter | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given: { readonly field?: unknown; readonly op?: unknown; readonly value?: unknown } = value;
  const field = text(given.field, limits.name);
  const op = filterOps.find((known) => known === given.op);
  if (field === undefined || op === undefined) return undefined;
  if (!needsValue(op)) return { field, op };
  const wanted = text(given.value, limits.value);
  return wanted === undefined ? undefined : { field, op, value: wanted };
}
