import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './removal.module.css';
import type { Removal } from './use-removal.ts';

/** What would go or went, and what space that gives. */
export function RemovalOutcome({ removal }: { readonly removal: Removal }): ReactNode {
  const { preview, places } = removal;
  const Sign = preview ? IconInfoCircle : IconCircleCheck;
  return (
    <div className={classes.outcome} role="status">
      <div className={classes.sentence}>
        <Sign size="1.125rem" stroke={1.75} aria-hidden data-tone={preview ? undefined : 'safe'} />
        <div>
          <p className={classes.message}>{headOf(removal)}</p>
          <p className={classes.small}>{spaceOf(removal)}</p>
          {preview && removal.waitingBytes > 0 ? <p className={classes.small}>{t('retention.preview.day')}</p> : null}
        </div>
      </div>
      {places.flatMap(troublesOf(preview)).map((trouble) => (
        <p key={trouble} className={classes.trouble}>
          <IconAlertTriangle size="1rem" stroke={1.75} aria-hidden /> <span>{trouble}</span>
        </p>
      ))}
    </div>
  );
}

function headOf({ kind, preview, going, kept }: Removal): string {
  const goes = new Set(going.map(({ backup }) => backup));
  const stay = kept.filter(({ backup }) => !goes.has(backup)).length;
  if (kind === 'delete' && !preview) return going.length === 0 ? t('delete.none') : t('delete.done', { count: going.length });
  if (kind === 'delete') return t('delete.going', { count: going.length });
  if (preview) return going.length === 0 ? t('retention.preview.none') : t('retention.preview.going', { count: going.length, kept: stay });
  return going.length === 0 ? t('retention.done.none') : t('retention.done.going', { count: going.length, kept: stay });
}

function spaceOf({ preview, going, freedBytes, waitingBytes }: Removal): string {
  const [now, later] = [formatBytes(freedBytes), formatBytes(waitingBytes)];
  const words = preview ? 'preview' : 'done';
  if (freedBytes > 0 && waitingBytes > 0) return t(`retention.${words}.free`, { now, later });
  if (freedBytes > 0) return t(`retention.${words}.free.now`, { now });
  if (waitingBytes > 0) return t(`retention.${words}.free.later`, { later });
  return preview && going.length > 0 ? t('retention.preview.free.none') : '';
}

function troublesOf(preview: boolean): (place: Removal['places'][number]) => readonly string[] {
  return ({ name: place, error, refused, refusesAsBefore, notes }) => [
    ...(error === undefined ? [] : [`${t(preview ? 'retention.place.unseen' : 'retention.place.failed', { place })} ${visible(error.message)} ${visible(error.nextStep)}`]),
    ...(refused > 0 ? [refusesAsBefore ? t('retention.place.refuses', { place }) : t('retention.place.refused', { place, count: refused })] : []),
    ...notes.map((note) => t('retention.place.note', { place, note })),
  ];
}
