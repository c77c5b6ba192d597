/** How many records of each kind make up a business of a given size. */
export interface Counts {
  readonly users: number;
  /** Users who are customers with a login; the rest work in the shop. */
  readonly portalUsers: number;
  readonly categories: number;
  readonly tags: number;
  readonly settings: number;
  readonly suppliers: number;
  readonly products: number;
  readonly projects: number;
  readonly tasks: number;
  readonly notes: number;
  readonly customers: number;
  readonly orders: number;
}

/**
 * The parts that are set beforehand. Items, invoices, payments and shipments follow from the orders, and messages fill
 * up to `records`.
 * @throws RangeError below 200 records (no believable business) or above 5,000,000 (ids have room for 16 million of a kind).
 */
export function countsFor(records: number): Counts {
  if (!Number.isInteger(records) || records < 200 || records > 5_000_000) {
    throw new RangeError('The sample business has from 200 to 5,000,000 records.');
  }
  const users = records < 2_000 ? 7 : Math.min(40, 12 + Math.floor(records / 2_000));
  const categories = records < 2_000 ? 10 : 18;
  const tags = records < 2_000 ? 8 : 16;
  const settings = 7;
  const suppliers = bounded(records / 400, 3, 300);
  const products = bounded(records / 80, 12, 4_000);
  const projects = bounded(records / 300, 2, 4_000);
  const tasks = bounded(records / 40, 10, 32_000);
  const notes = bounded(records / 100, 4, 2_000);
  const rest = records - users - categories - tags - settings - suppliers - products - projects - tasks - notes;
  return {
    users,
    portalUsers: Math.floor(users * 0.4),
    categories,
    tags,
    settings,
    suppliers,
    products,
    projects,
    tasks,
    notes,
    customers: Math.floor(rest * 0.07),
    orders: Math.floor(rest * 0.135),
  };
}

function bounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.floor(value)));
}
