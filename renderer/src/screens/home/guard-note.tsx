import { IconShieldSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../app/data/queries.ts';
import { LinkButton } from '../../components/links.tsx';
import { useNow } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';
import classes from './guard-note.module.css';

/** That a change is being watched, while it is. */
export function GuardNote({ app }: { readonly app: string }): ReactNode {
  const { data } = useQuery(query.guard.get.queryOptions({ input: { app } }));
  const now = useNow();
  const open = data?.open ?? undefined;
  if (open === undefined || open.phase === 'backing-up') return null;
  return (
    <div className={classes.note}>
      <IconShieldSearch size="1.25rem" stroke={1.75} className={classes.sign} aria-hidden />
      <p className={classes.words}>{open.phase === 'watching' && open.until !== undefined ? t('home.guard.watching', { time: clockTime(open.until, now) }) : t(open.phase === 'asks' ? 'home.guard.asks' : 'home.guard.ending')}</p>
      <LinkButton variant="default" to="/app/$app/guard" params={{ app }}>
        {t('home.guard.open')}
      </LinkButton>
    </div>
  );
}
