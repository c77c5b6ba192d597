import type { ReactNode } from 'react';
import { PlainText } from '../../components/plain-text.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { Incident } from './incidents.ts';

const longest = 60;

/** What was lost, as a person would say it. */
export function IncidentSentence({ incident: { kind, tables } }: { readonly incident: Incident }): ReactNode {
  const [first, ...others] = tables;
  if (first === undefined) return null;
  const table = <PlainText value={first.name} longest={longest} />;
  const fields = <Fields names={first.fields} />;
  switch (kind) {
    case 'records-deleted': {
      if (others.length === 0) return withNodes(t('restore.loss.deleted', { count: first.records, table: node('table') }), { table });
      return withNodes(t('restore.loss.deleted-with', { count: first.records, table: node('table'), others: node('others') }), { table, others: <Others tables={others} /> });
    }
    case 'table-gone':
      return withNodes(t('restore.loss.table-gone', { table: node('table'), records: t('count.records', { count: first.records }) }), { table });
    case 'field-gone':
      return withNodes(t('restore.loss.field-gone', { fields: node('fields'), table: node('table') }), { fields, table });
    case 'fields-blanked':
    case 'fields-overwritten':
      return withNodes(t(kind === 'fields-blanked' ? 'restore.loss.blanked' : 'restore.loss.overwritten', { fields: node('fields'), count: formatCount(first.records), of: formatCount(first.of), table: node('table') }), { fields, table });
  }
}

function Others({ tables }: { readonly tables: Incident['tables'] }): ReactNode {
  return tables.map(({ name, records }, index) => (
    <span key={name}>
      {index === 0 ? '' : ', '}
      {withNodes(t('restore.loss.other', { count: formatCount(records), table: node('table') }), { table: <PlainText value={name} longest={longest} /> })}
    </span>
  ));
}

function Fields({ names: [first = '', ...more] }: { readonly names: readonly string[] }): ReactNode {
  const name = <>“<PlainText value={first} longest={longest} />”</>;
  return more.length === 0 ? name : withNodes(t('restore.loss.fields-more', { field: node('field'), count: more.length }), { field: name });
}
