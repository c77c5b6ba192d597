import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowRight, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../card.tsx';
import { useNow } from '../when.tsx';
import { formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './comparison-card.module.css';
import { Comparing } from './comparing.tsx';
import { capital, formatMoments, formatSpan } from '../../strings/moment.ts';
import { TableChanges } from './table-changes.tsx';
import { useComparison } from './use-comparison.ts';
import { verdictOf } from './verdict.ts';
import { VerdictSentence } from './verdict-sentence.tsx';

type Backup = Answers['backups']['list']['backups'][number];

/** Two backups compared beside the timeline. */
export function ComparisonCard({ app, from, to, onClose }: { readonly app: string; readonly from: Backup; readonly to: Backup; readonly onClose: () => void }): ReactNode {
  const now = useNow();
  const moments = formatMoments(from.startedAt, to.startedAt, now);
  const comparison = useComparison({ app, from: from.id, to: to.id, records: false });
  const { result } = comparison;
  return (
    <Card flush>
      <div className={classes.head}>
        <h2 className={classes.span}>
          <span title={formatExactly(from.startedAt)}>{capital(moments.from)}</span>
          <IconArrowRight size="1rem" stroke={1.75} aria-label={t('compare.to')} />
          <span title={formatExactly(to.startedAt)}>{capital(moments.to)}</span>
        </h2>
        <div className={classes.actions}>
          <Button variant="default" renderRoot={(props) => <Link to="/app/$app/compare" params={{ app }} search={{ from: from.id, to: to.id }} {...props} />}>
            {t('compare.open')}
          </Button>
          <Tooltip label={t('compare.close')}>
            <ActionIcon variant="subtle" color="gray" size="lg" onClick={onClose} aria-label={t('compare.close')}>
              <IconX size="1.125rem" stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
      {result === undefined ? (
        <Comparing comparison={comparison} />
      ) : (
        <>
          <p className={classes.verdict} role="status">
            <VerdictSentence verdict={verdictOf(result.tables)} span={formatSpan(from.startedAt, to.startedAt, now)} />
          </p>
          <TableChanges app={app} from={from.id} to={to.id} tables={result.tables} />
        </>
      )}
    </Card>
  );
}
