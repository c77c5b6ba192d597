import { publicFileUrl } from '../dataset.ts';
import type { EntitySchema, SampleEntity, SampleFile, SampleRecord } from '../dataset.ts';
import { kinds, makeId, money, staff, systemFields, userAt } from './business.ts';
import type { Business, ProductFacts } from './business.ts';
import type { Counts } from './counts.ts';
import { picturePng } from './png.ts';
import { at, Dice } from './random.ts';
import { day } from './timeline.ts';
import { categories, colours, materials, styles, tags, things } from './words.ts';

const adminOnly = { user_condition: { role: 'admin' } };
/** Products with a picture of their own; more would make a large sample app slow to back up for no gain. */
const pictures = 200;

/** The shop was opened and the shelves filled that long before now. */
const openedDays = 880;
const opened = (business: { readonly now: number }, minutes: number): number => Math.floor(business.now / day) * day - openedDays * day + (8 * 60 + minutes) * 60_000 + 137;

export function tagId(business: Business, index: number): string {
  return makeId(business.seed, kinds.tag, index, opened(business, 100 + index));
}

function categoryId(business: Business, index: number): string {
  return makeId(business.seed, kinds.category, index, opened(business, index));
}

export function supplierId(business: Business, index: number): string {
  return makeId(business.seed, kinds.supplier, index, opened(business, 200 + index));
}

/** Priced in quarters, sooner or later raised: what every order line and shelf label is made from. */
export function makeProducts(seed: number, counts: Counts, now: number): readonly ProductFacts[] {
  return Array.from({ length: counts.products }, (_, index): ProductFacts => {
    const dice = new Dice(seed, kinds.product, index);
    // Three in four were there from the start; the rest came one after the other.
    const late = index >= counts.products * 0.75 ? Math.floor(((index / counts.products - 0.75) * 4 * openedDays * 2) / 3) : 0;
    const created = opened({ now }, 300 + Math.floor(index / 10)) + late * day;
    const style = index < materials.length * things.length ? '' : ` ${at(styles, Math.floor(index / (materials.length * things.length)) - 1)}`;
    return {
      id: makeId(seed, kinds.product, index, created),
      name: `${at(materials, index * 5)} ${at(things, Math.floor(index / materials.length) + index)}${style}`,
      price: dice.between(16, 380) * 25 - (dice.chance(0.7) ? 1 : 0),
      created,
    };
  });
}

const categorySchema: EntitySchema = {
  name: 'Category',
  type: 'object',
  properties: {
    name: { type: 'string' },
    slug: { type: 'string' },
    parent_id: { type: 'string', description: 'Category above this one; null at the top.' },
    position: { type: 'integer' },
    visible: { type: 'boolean', default: true },
  },
  required: ['name'],
  rls: { read: true, write: adminOnly },
};

export function categoryEntity(business: Business): SampleEntity {
  return {
    name: 'Category',
    schema: categorySchema,
    *records() {
      for (let index = 0; index < business.counts.categories; index += 1) {
        const { name, parent } = at(categories, index);
        const created = opened(business, index);
        yield {
          ...systemFields(business, kinds.category, index, created, created + index * day, userAt(business, 0)),
          name,
          slug: slug(name),
          parent_id: parent === undefined ? null : categoryId(business, parent),
          position: index,
          visible: index % 9 !== 8,
        };
      }
    },
  };
}

const tagSchema: EntitySchema = {
  name: 'Tag',
  type: 'object',
  properties: { label: { type: 'string' }, color: { type: 'string', enum: ['red', 'green', 'blue', 'grey'] }, description: { type: 'string' } },
  required: ['label'],
};

export function tagEntity(business: Business): SampleEntity {
  const tag = (index: number, label: string): SampleRecord => {
    const created = opened(business, 100 + index);
    return {
      ...systemFields(business, kinds.tag, index, created, created, userAt(business, index % 3)),
      label,
      color: at(['red', 'green', 'blue', 'grey'], index),
      ...(index % 4 === 0 ? { description: `Used for “${label}” in the shop window and on the website.` } : index % 4 === 1 ? { description: null } : {}),
    };
  };
  return {
    name: 'Tag',
    schema: tagSchema,
    *records() {
      for (let index = 0; index < business.counts.tags; index += 1) yield tag(index, at(tags, index));
    },
    *trash() {
      yield tag(business.counts.tags, 'old stock');
    },
  };
}

const supplierSchema: EntitySchema = {
  name: 'Supplier',
  type: 'object',
  properties: {
    name: { type: 'string' },
    contact: { type: 'object', properties: { name: { type: 'string' }, email: { type: 'string' }, phone: { type: 'string' } } },
    bank_account: { type: 'string', rls: { read: adminOnly, write: adminOnly } },
    country: { type: 'string' },
    rating: { type: 'number' },
    payment_days: { type: 'integer', default: 30 },
    active: { type: 'boolean' },
    replaced_by_id: { type: 'string' },
  },
  required: ['name'],
};

export function supplierEntity(business: Business): SampleEntity {
  return {
    name: 'Supplier',
    schema: supplierSchema,
    *records() {
      for (let index = 0; index < business.counts.suppliers; index += 1) {
        const dice = new Dice(business.seed, kinds.supplier, index);
        const created = opened(business, 200 + index);
        const active = index % 7 !== 6;
        yield {
          ...systemFields(business, kinds.supplier, index, created, created + dice.below(700 * day), staff(business, dice)),
          name: `${at(materials, index)} ${dice.pick(['Works', 'Traders', 'Mill', 'Workshop', 'Import'])} ${index + 1}`,
          contact: { name: dice.pick(['Ingrid Solheim', 'Paweł Król', 'Sinéad Byrne', 'Mehmet Yılmaz']), email: `sales@supplier${index + 1}.example`, phone: dice.chance(0.5) ? null : `+44 20 7946 0${dice.between(100, 999)}` },
          bank_account: `GB00 TEST ${String(dice.below(1_000_000)).padStart(6, '0')} ${String(index).padStart(8, '0')}`,
          country: dice.pick(['GB', 'PT', 'PL', 'SE', 'TR']),
          rating: dice.between(20, 50) / 10,
          payment_days: dice.pick([14, 30, 30, 60]),
          active,
          ...(active ? {} : { replaced_by_id: supplierId(business, index - 1) }),
        };
      }
    },
  };
}

const productSchema: EntitySchema = {
  name: 'Product',
  type: 'object',
  properties: {
    sku: { type: 'string' },
    name: { type: 'string' },
    category_id: { type: 'string' },
    supplier_id: { type: 'string' },
    price: { type: 'number' },
    cost_price: { type: 'number', rls: { read: adminOnly, write: adminOnly } },
    stock: { type: 'integer' },
    active: { type: 'boolean', default: true },
    description: { type: 'string', format: 'richtext' },
    image_url: { type: 'string', format: 'file' },
    tag_ids: { type: 'array', items: { type: 'string' } },
    related_product_ids: { type: 'array', items: { type: 'string' } },
    dimensions: { type: 'object', properties: { width_cm: { type: 'number' }, height_cm: { type: 'number' }, weight_kg: { type: 'number' } } },
    variants: {
      type: 'array',
      items: { type: 'object', properties: { sku: { type: 'string' }, colour: { type: 'string' }, stock: { type: 'integer' } } },
    },
  },
  required: ['sku', 'name', 'price'],
  rls: { read: true, write: { user_condition: { role: { $in: ['admin', 'user'] } } } },
};

export function productEntity(business: Business): SampleEntity {
  return {
    name: 'Product',
    schema: productSchema,
    *records() {
      for (const [index, facts] of business.products.entries()) yield product(business, index, facts);
    },
    *devRecords() {
      for (const [index, facts] of business.products.slice(0, 2).entries()) yield { ...product(business, index, facts), is_sample: true };
    },
  };
}

function product(business: Business, index: number, facts: ProductFacts): SampleRecord {
  const dice = new Dice(business.seed, kinds.product + 3, index);
  const related = new Set(Array.from({ length: dice.below(4) }, () => dice.below(business.products.length)));
  related.delete(index);
  const sku = `HP-${String(1000 + index)}`;
  return {
    ...systemFields(business, kinds.product, index, facts.created, facts.created + dice.below(400 * day), staff(business, dice)),
    sku,
    name: facts.name,
    category_id: categoryId(business, dice.below(business.counts.categories)),
    supplier_id: supplierId(business, dice.below(business.counts.suppliers)),
    price: money(facts.price),
    cost_price: money(Math.round(facts.price * 0.43)),
    stock: dice.chance(0.08) ? 0 : dice.below(240),
    active: !dice.chance(0.06),
    description: `<p>${facts.name}, made by hand in <em>small batches</em>.</p><ul><li>Colour: ${dice.pick(colours)}</li><li>Care: wipe with a damp cloth &amp; dry</li></ul>`,
    image_url: index < pictures ? publicFileUrl(business.appId, picturePath(business, index)) : null,
    tag_ids: [...new Set(Array.from({ length: dice.below(4) }, () => tagId(business, dice.below(business.counts.tags))))],
    related_product_ids: [...related].map((other) => at(business.products, other).id),
    dimensions: { width_cm: dice.between(40, 900) / 10, height_cm: dice.between(30, 1200) / 10, ...(dice.chance(0.8) ? { weight_kg: dice.between(10, 9000) / 1000 } : {}) },
    variants: Array.from({ length: dice.below(4) }, (_, variant) => ({ sku: `${sku}-${variant + 1}`, colour: at(colours, variant + index), stock: dice.below(60) })),
  };
}

function picturePath(business: Business, index: number): string {
  return `${new Dice(business.seed, kinds.product + 5, index).hex(8)}_${slug(at(business.products, index).name)}.png`;
}

/** One small picture for each of the first products. */
export function productPictures(business: Business): readonly SampleFile[] {
  return business.products.slice(0, pictures).map((_facts, index): SampleFile => ({
    path: picturePath(business, index),
    visibility: 'public',
    contentType: 'image/png',
    content: () => picturePng(business.seed, index),
  }));
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
