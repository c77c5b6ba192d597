import type { IncidentKind, IncidentTable } from './incident.ts';

/** What happened, in a sentence without its time: “143 records of Order and 412 of OrderItem were deleted.” */
export function incidentSentence(kind: IncidentKind, tables: readonly IncidentTable[]): string {
  const first = tables[0];
  if (first === undefined) return '';
  switch (kind) {
    case 'table-gone':
      return `The table ${first.name} is gone, with ${records(first.records)}.`;
    case 'records-deleted':
      return `${deletedOf(tables)} deleted.`;
    case 'field-gone':
      return `${fieldNames(first.fields)} of ${first.name} ${first.fields.length === 1 ? 'is' : 'are'} gone${first.records === 0 ? '' : `, which ${records(first.records)} had filled`}.`;
    case 'fields-blanked':
      return `${fieldNames(first.fields)} went blank on ${ofAll(first)} of ${first.name}.`;
    case 'fields-overwritten':
      return `${fieldNames(first.fields)} ${first.fields.length === 1 ? 'was' : 'were'} overwritten on ${ofAll(first)} of ${first.name}.`;
  }
}

function deletedOf([first, ...others]: readonly IncidentTable[]): string {
  if (first === undefined) return '';
  const all = first.records === first.of && first.of > 1 ? 'All ' : '';
  const begin = `${all}${records(first.records)} of ${first.name}`;
  if (others.length === 0) return `${begin} ${first.records === 1 ? 'was' : 'were'}`;
  const rest = others.map(({ name, records: count }) => `${number(count)} of ${name}`);
  const last = rest.pop() ?? '';
  return `${begin}${rest.length === 0 ? '' : `, ${rest.join(', ')}`} and ${last}, which belong together, were`;
}

function ofAll({ records: count, of }: IncidentTable): string {
  return count === of && of > 1 ? `all ${records(count)}` : `${number(count)} of ${records(of)}`;
}

function fieldNames(fields: readonly string[]): string {
  const quoted = fields.slice(0, 5).map((field) => `“${field}”`);
  const more = fields.length - quoted.length;
  if (more > 0) return `${quoted.join(', ')} and ${more} more fields`;
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${number(count)} records`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
