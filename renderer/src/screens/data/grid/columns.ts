/** A column as it is shown. */
export interface GridColumn {
  readonly name: string;
  readonly type?: string | undefined;
  /** In rem. */
  readonly width: number;
}

export interface Field {
  readonly name: string;
  readonly type?: string | undefined;
}

export interface ColumnChoice {
  readonly hidden: readonly string[];
  /** Chosen widths in rem. */
  readonly widths: Readonly<Record<string, number>>;
}

export const noChoice: ColumnChoice = { hidden: [], widths: {} };
const narrowest = 4;
const widest = 60;

const usual: Readonly<Record<string, number>> = { 'date-time': 11.5, date: 8.5, boolean: 6, number: 8, integer: 8, array: 13, object: 13 };

/**
 * The columns of a table in the order to show them: the id first, since it stays in view, then what people look for, and what
 * the platform adds by itself last.
 */
export function columnsOf(fields: readonly Field[], choice: ColumnChoice): readonly GridColumn[] {
  const hidden = new Set(choice.hidden);
  return inOrder(fields)
    .filter(({ name }, index) => index === 0 || !hidden.has(name))
    .map(({ name, type }) => ({ name, type, width: clampWidth(chosenWidth(choice, name) ?? usualWidth(name, type)) }));
}

export function inOrder(fields: readonly Field[]): readonly Field[] {
  const id = fields.find(({ name }) => name === 'id') ?? fields.find(({ name }) => name === '_id') ?? fields[0];
  const rest = fields.filter((field) => field !== id);
  const own = rest.filter(({ name }) => !isOfPlatform(name));
  const added = rest.filter(({ name }) => isOfPlatform(name));
  return id === undefined ? [] : [id, ...own, ...added];
}

export function clampWidth(width: number): number {
  return Math.min(widest, Math.max(narrowest, width));
}

/** Of hidden columns and widths, whatever was kept of them. */
export function readChoice(text: string | null): ColumnChoice {
  if (text === null) return noChoice;
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null) return noChoice;
    const { hidden, widths }: { readonly hidden?: unknown; readonly widths?: unknown } = kept;
    return {
      hidden: Array.isArray(hidden) ? hidden.filter((name: unknown): name is string => typeof name === 'string') : [],
      widths: typeof widths === 'object' && widths !== null ? Object.fromEntries(Object.entries(widths).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]))) : {},
    };
  } catch {
    return noChoice;
  }
}

function chosenWidth({ widths }: ColumnChoice, name: string): number | undefined {
  return Object.hasOwn(widths, name) ? widths[name] : undefined;
}

function usualWidth(name: string, type: string | undefined): number {
  if (name === 'id' || /(?:_id|Id)$/.test(name)) return Math.max(9.75, name.length * 0.52 + 2.6);
  const byName = Math.min(name.length, 24) * 0.52 + 2.6;
  const byType = type === undefined ? 12 : (Object.hasOwn(usual, type) ? usual[type] : undefined) ?? (/(?:^|_)(?:name|title|e?mail|url|description|notes?|address|message|body)$/i.test(name) ? 15 : 11);
  return Math.max(byName, byType);
}

function isOfPlatform(name: string): boolean {
  return /^(?:created|updated)_(?:date|at|by|by_id)$|^(?:created|updated)At$|^is_sample$|^entity_name$|^app_id$/.test(name);
}
