import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { useNow, When } from '../../components/when.tsx';
import { visible } from '../../strings/visible.ts';
import { t } from '../../strings/translate.ts';
import { Findings } from './findings.tsx';
import classes from './guard.module.css';
import { type GuardSession, verdictSentence } from './sentence.ts';

/** Changes that were watched before, each with what was found in the end. */
export function EndedList({ app, ended }: { readonly app: string; readonly ended: readonly GuardSession[] }): ReactNode {
  const [shown, setShown] = useState<string>();
  // What has just ended is what somebody wants to see.
  const newest = ended[0]?.look === undefined ? undefined : ended[0].id;
  const now = useNow();
  const isFresh = ended[0]?.endedAt !== undefined && now - Date.parse(ended[0].endedAt) < 10 * 60_000;
  const open = shown ?? (isFresh ? newest : undefined);
  return (
    <Card title={t('guard.ended.title')} flush>
      {ended.length === 0 ? (
        <p className={classes.nothing}>{t('guard.ended.none')}</p>
      ) : (
        <ul className={classes.ended}>
          {ended.map((session) => {
            const isOpen = session.id === open;
            const name = visible(session.label ?? (session.change === undefined ? t('guard.ended.unnamed') : t(`guard.kind.${session.change}`)), 80);
            const said = session.phase === 'abandoned' ? t('guard.ended.abandoned') : session.look === undefined ? t('guard.ended.unseen') : verdictSentence(session, session.look, now);
            return (
              <li key={session.id}>
                <UnstyledButton className={classes.endedRow} disabled={session.look === undefined} aria-expanded={isOpen} onClick={() => setShown(isOpen ? '' : session.id)}>
                  <span className={classes.chevron}>{session.look === undefined ? null : isOpen ? <IconChevronDown size="1rem" aria-hidden /> : <IconChevronRight size="1rem" aria-hidden />}</span>
                  <span className={classes.endedWords}>
                    <span className={classes.what}>
                      <bdi>{name}</bdi>
                    </span>
                    <span className={classes.small} data-verdict={session.look?.verdict}>
                      {said}
                    </span>
                  </span>
                  <span className={classes.small}>
                    <When at={session.endedAt ?? session.startedAt} />
                  </span>
                </UnstyledButton>
                {isOpen ? (
                  <div className={classes.endedFindings}>
                    <Findings app={app} session={session} />
                  </div>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
