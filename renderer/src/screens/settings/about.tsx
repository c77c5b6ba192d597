import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { CopyableText } from '../../components/copyable-text.tsx';
import { LinkWords } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

/** Which Holdfast this is and where it keeps what it knows. */
export function About(): ReactNode {
  const { data, error, refetch, isFetching } = useQuery(query.settings.about.queryOptions());
  return (
    <Card title={t('settings.about')}>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />}
      {data === undefined ? (
        error === null ? <SkeletonLines lines={3} /> : null
      ) : (
        <dl className={classes.facts}>
          <div>
            <dt>{t('settings.about.version')}</dt>
            <dd>
              <CopyableText value={data.version} />
            </dd>
          </div>
          <div>
            <dt>{t('settings.about.home')}</dt>
            <dd>
              <CopyableText value={data.home} />
            </dd>
          </div>
          <div>
            <dt>{t('settings.about.node')}</dt>
            <dd>
              <CopyableText value={data.node} />
            </dd>
          </div>
        </dl>
      )}
      <LinkWords to="/licences" fz="sm" underline="always">
        {t('settings.about.licences')}
      </LinkWords>
    </Card>
  );
}
