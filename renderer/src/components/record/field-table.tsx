import { Checkbox } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { PlainText } from '../plain-text.tsx';
import type { FieldPair, Shown } from './fields.ts';
import classes from './field-table.module.css';
import { differenceOf, type Piece } from './text-difference.ts';

interface FieldTableProps {
  readonly pairs: readonly FieldPair[];
  /** What the older side is called; absent = there is none. */
  readonly before?: string;
  readonly after?: string;
  /** Fields that differ can be ticked. */
  readonly ticks?: { readonly ticked: ReadonlySet<string>; readonly onTick: (field: string) => void; readonly label: (field: string) => string };
}

/** A record field by field, on one side or on two with what differs marked. */
export function FieldTable({ pairs, before, after, ticks }: FieldTableProps): ReactNode {
  return (
    <table className={classes.fields} data-sides={before !== undefined && after !== undefined ? 'two' : 'one'}>
      <thead>
        <tr>
          <th scope="col">{t('compare.field')}</th>
          {before === undefined ? null : <th scope="col">{before}</th>}
          {after === undefined ? null : <th scope="col">{after}</th>}
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair) => (
          <Field key={pair.field} pair={pair} hasLeft={before !== undefined} hasRight={after !== undefined} ticks={ticks} />
        ))}
      </tbody>
    </table>
  );
}

function Field({ pair, hasLeft, hasRight, ticks }: { readonly pair: FieldPair; readonly hasLeft: boolean; readonly hasRight: boolean; readonly ticks: FieldTableProps['ticks'] | undefined }): ReactNode {
  const marked = hasLeft && hasRight && pair.differs;
  const texts = marked && pair.before.kind === 'text' && pair.after.kind === 'text' ? differenceOf(pair.before.text, pair.after.text) : undefined;
  return (
    <tr data-differs={marked ? '' : undefined}>
      <th scope="row">
        {ticks === undefined || !marked ? null : <Checkbox size="xs" className={classes.tick ?? ''} checked={ticks.ticked.has(pair.field)} onChange={() => ticks.onTick(pair.field)} aria-label={ticks.label(pair.field)} />}
        <PlainText value={pair.field} longest={80} />
        {marked ? (
          <span className={classes.mark}>
            <IconPencil size="0.75rem" stroke={2} aria-hidden /> {t(pair.after.kind === 'text' ? 'compare.mark.changed' : pair.after.kind === 'absent' ? 'compare.mark.gone' : 'compare.mark.blank')}
          </span>
        ) : null}
      </th>
      {hasLeft ? (
        <td>
          <Value value={pair.before} pieces={texts?.before} as="del" />
        </td>
      ) : null}
      {hasRight ? (
        <td>
          <Value value={pair.after} pieces={texts?.after} as="ins" />
        </td>
      ) : null}
    </tr>
  );
}

/** The whole of a long value only where it is asked for; of a marked one the neighbourhood of the mark. */
const longest = 600;
const around = 80;

function Value({ value, pieces, as: Mark }: { readonly value: Shown; readonly pieces: readonly Piece[] | undefined; readonly as: 'del' | 'ins' }): ReactNode {
  if (value.kind !== 'text') return <span className={classes.nothing}>{t(`compare.value.${value.kind}`)}</span>;
  if (pieces === undefined) return <PlainText value={value.text} longest={longest} expandable />;
  return (
    <bdi className={classes.value}>
      {pieces.map((piece, i) => {
        if (piece.differs) return <Mark key={i}>{visible(piece.text, longest)}</Mark>;
        const isTooLong = piece.text.length > 2 * around;
        if (!isTooLong) return <span key={i}>{visible(piece.text)}</span>;
        return <span key={i}>{i === 0 ? `…${visible(piece.text.slice(-around))}` : visible(piece.text, around)}</span>;
      })}
    </bdi>
  );
}
