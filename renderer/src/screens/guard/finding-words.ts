import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { Mark, Said } from './said.ts';
import { schemaDetails, schemaSaid } from './schema-words.ts';
import type { GuardFinding } from './sentence.ts';

/** The same as plain text, for a label. */
export function findingText(finding: GuardFinding): string {
  const { names } = findingSaid(finding, (name) => name);
  return findingSaid(finding, (name) => names[name] ?? '').text;
}

export function findingSaid(finding: GuardFinding, mark: Mark): Said {
  switch (finding.kind) {
    case 'incident':
      return incidentSaid(finding.incident, mark);
    case 'renamed':
      return { text: t('guard.finding.renamed', { field: mark('field'), table: mark('table'), to: mark('to') }), names: { field: finding.field, table: finding.table, to: finding.to } };
    case 'type':
      return {
        text: t('guard.finding.type', { field: mark('field'), table: mark('table'), from: mark('from'), to: mark('to') }),
        names: { field: finding.field, table: finding.table, from: typeWord(finding.from), to: typeWord(finding.to) },
      };
    case 'machine-made':
    case 'created':
    case 'edited':
      return { text: t(`guard.finding.${finding.kind}`, { count: finding.records, table: mark('table') }), names: { table: finding.table } };
    case 'schema':
      return schemaSaid(finding.change, mark);
  }
}

/** What else there is to say of it, a sentence each. */
export function wordsOfFinding(finding: GuardFinding): readonly string[] {
  switch (finding.kind) {
    case 'incident':
      return finding.few ? [t('guard.finding.few')] : [];
    case 'renamed':
      return [t('guard.finding.renamed.why', { same: formatCount(finding.same), of: formatCount(finding.of) })];
    case 'type':
      return [finding.records === 0 ? t('guard.finding.type.declared') : t('guard.finding.type.records', { count: finding.records })];
    case 'machine-made': {
      const reasons = [
        ...(finding.sameSecond > 0 ? [t('guard.finding.same-second', { count: finding.sameSecond })] : []),
        ...(finding.alike > 0 ? [t('guard.finding.alike', { count: finding.alike })] : []),
        ...(finding.placeholder > 0 ? [t('guard.finding.placeholder', { count: finding.placeholder })] : []),
      ];
      return [`${reasons.join(', ')}.`];
    }
    case 'created':
    case 'edited':
      return [t(finding.weight === 'normal' ? 'guard.finding.usual' : 'guard.finding.more')];
    case 'schema':
      return [...schemaDetails(finding.change), ...(finding.records === undefined || finding.records === 0 ? [] : [t('guard.finding.had-value', { count: finding.records })])];
  }
}

function incidentSaid({ kind, tables }: Extract<GuardFinding, { kind: 'incident' }>['incident'], mark: Mark): Said {
  const [first, ...others] = tables;
  if (first === undefined) return { text: '', names: {} };
  const [field = '', ...more] = first.fields;
  const names = { table: first.name, field };
  const quoted = more.length === 0 ? `“${mark('field')}”` : t('restore.loss.fields-more', { field: `“${mark('field')}”`, count: more.length });
  switch (kind) {
    case 'records-deleted': {
      if (others.length === 0) return { text: t('restore.loss.deleted', { count: first.records, table: mark('table') }), names };
      const said = others.map(({ records }, index) => t('restore.loss.other', { count: formatCount(records), table: mark(`other${index}`) })).join(', ');
      return { text: t('restore.loss.deleted-with', { count: first.records, table: mark('table'), others: said }), names: { ...names, ...Object.fromEntries(others.map(({ name }, index) => [`other${index}`, name])) } };
    }
    case 'table-gone':
      return { text: t('restore.loss.table-gone', { table: mark('table'), records: t('count.records', { count: first.records }) }), names };
    case 'field-gone':
      return { text: t('restore.loss.field-gone', { fields: quoted, table: mark('table') }), names };
    case 'fields-blanked':
    case 'fields-overwritten':
      return { text: t(kind === 'fields-blanked' ? 'restore.loss.blanked' : 'restore.loss.overwritten', { fields: quoted, count: formatCount(first.records), of: formatCount(first.of), table: mark('table') }), names };
  }
}

function typeWord(type: string): string {
  return type === '' ? t('guard.schema.untyped') : type;
}
