import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { shortId, type ShownValue } from './model/shown-value.ts';
import classes from './value.module.css';

/** Characters of a cell; what is longer is cut off with an ellipsis. */
const mostInCell = 200;

/**
 * A record's value as text, whatever it is: nothing in it is ever loaded, run or laid out. What is not there, null and empty are
 * told apart quietly. `shorten` leaves out the middle of long ids.
 */
export function Value({ shown, longest = mostInCell, shorten = false }: { readonly shown: ShownValue; readonly longest?: number; readonly shorten?: boolean }): ReactNode {
  switch (shown.kind) {
    case 'missing':
      return null;
    case 'null':
      return <span className={classes.absent}>{t('data.value.null')}</span>;
    case 'empty':
      return <span className={classes.absent}>{t('data.value.empty')}</span>;
    case 'boolean':
      return (
        <span className={classes.boolean} data-value={shown.value}>
          {t(shown.value ? 'data.value.yes' : 'data.value.no')}
        </span>
      );
    case 'date':
      return <time dateTime={shown.raw}>{shown.text}</time>;
    case 'json':
      return <bdi className={classes.json}>{visible(shown.text, longest)}</bdi>;
    default:
      return <bdi>{(shorten ? shortId(shown.text) : undefined) ?? visible(shown.text, longest)}</bdi>;
  }
}

/** What there is to say of a value beyond what is shown, for the hover. */
export function hintOf(shown: ShownValue): string | undefined {
  switch (shown.kind) {
    case 'missing':
      return t('data.value.missing.text');
    case 'null':
      return t('data.value.null.text');
    case 'empty':
      return t('data.value.empty.text');
    case 'date':
      return shown.zone ? t('data.value.date', { exact: shown.exact, raw: shown.raw }) : t('data.value.no-zone', { exact: shown.exact });
    case 'boolean':
      return undefined;
    default:
      return shown.text.length > 12 ? visible(shown.text, 300) : undefined;
  }
}
