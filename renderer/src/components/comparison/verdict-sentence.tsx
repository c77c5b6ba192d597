import type { ReactNode } from 'react';
import { assertNever } from '../../../../shared/model/errors.ts';
import { PlainText } from '../plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { Verdict } from './verdict.ts';
import { node, withNodes } from '../with-nodes.tsx';

/** What happened, in one sentence. `span` = `since today 12:00` or `between … and …`. */
export function VerdictSentence({ verdict, span }: { readonly verdict: Verdict; readonly span: string }): ReactNode {
  switch (verdict.kind) {
    case 'gone': {
      const table = <PlainText value={verdict.table} longest={60} />;
      if (verdict.tables === 1) return withNodes(t('compare.verdict.gone', { count: verdict.records, table: node('table'), span }), { table });
      return withNodes(t('compare.verdict.gone-many', { count: verdict.records, table: node('table'), tables: verdict.tables, span }), { table });
    }
    case 'blank': {
      const nodes = { field: <PlainText value={verdict.field} longest={60} />, table: <PlainText value={verdict.table} longest={60} /> };
      return withNodes(t('compare.verdict.blank', { count: verdict.records, field: node('field'), table: node('table'), span }), nodes);
    }
    case 'fields-gone':
      if (verdict.fields > 1) return t('compare.verdict.fields-gone', { count: verdict.fields, span });
      return withNodes(t('compare.verdict.field-gone', { field: node('field'), table: node('table'), span }), {
        field: <PlainText value={verdict.field} longest={60} />,
        table: <PlainText value={verdict.table} longest={60} />,
      });
    case 'unsure':
      return t('compare.verdict.unsure', { count: verdict.tables });
    case 'normal':
      if (verdict.changed === 0) return t('compare.verdict.created', { count: verdict.created, span });
      if (verdict.created === 0) return t('compare.verdict.changed', { count: verdict.changed, span });
      return t('compare.verdict.normal', { created: formatCount(verdict.created), changed: formatCount(verdict.changed), span });
    case 'same':
      return t('compare.verdict.same', { span });
    default:
      return assertNever(verdict);
  }
}
