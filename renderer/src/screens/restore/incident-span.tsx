import type { ReactNode } from 'react';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { capital, formatMoment, formatSpan } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import type { Incident } from './incidents.ts';

/** When it happened, and when the last backup was begun that has what is lost. */
export function IncidentSpan({ incident: { window, backup } }: { readonly incident: Incident }): ReactNode {
  const now = useNow();
  const [from, to] = [formatMoment(window.from, now), formatMoment(window.to, now)];
  return (
    <>
      {capital(from === to ? from : formatSpan(window.from, window.to, now))}. <GoodBackup backup={backup} />
    </>
  );
}

/** A backup's name begins with the moment at which it began. */
export function GoodBackup({ backup }: { readonly backup: string }): ReactNode {
  const at = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(backup);
  if (at === null) return null;
  return withNodes(t('restore.found.good', { when: node('when') }), { when: <When at={`${at[1]}T${at[2]}:${at[3]}:${at[4]}Z`} /> });
}
