import { Button, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type Icon, IconEraser, IconShoppingCart, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { LinkButton } from '../../components/links.tsx';
import classes from './sample-panel.module.css';

const acts = [
  { action: 'sell', icon: IconShoppingCart },
  { action: 'lose-orders', icon: IconTrash },
  { action: 'blank-phones', icon: IconEraser },
] as const satisfies readonly { readonly action: string; readonly icon: Icon }[];

/** Only with the sample app: what happens to real apps, on purpose and without risk. */
export function SamplePanel({ app, busy, onBackUp }: { readonly app: string; readonly busy: boolean; readonly onBackUp: () => void }): ReactNode {
  const [happened, setHappened] = useState<readonly string[]>([]);
  const act = useMutation(query.sample.act.mutationOptions({ onSuccess: ({ says }) => setHappened((before) => [...before, says]) }));
  return (
    <Card title={t('home.sample.title')} aside={t('home.sample.aside')}>
      <div className={classes.acts}>
        {acts.map(({ action, icon: Sign }) => (
          <UnstyledButton key={action} className={classes.act} disabled={act.isPending} onClick={() => act.mutate({ action })}>
            <Sign size="1.25rem" stroke={1.75} className={classes.sign} aria-hidden />
            <span>
              <span className={classes.name}>{t(`home.sample.${action}`)}</span>
              <span className={classes.why}>{t(`home.sample.${action}.why`)}</span>
            </span>
          </UnstyledButton>
        ))}
      </div>
      {act.error === null ? null : <ProblemPanel problem={toProblem(act.error)} />}
      <div role="status">
        {happened.length === 0 ? null : (
          <div className={classes.happened}>
            <ol className={classes.list}>
              {happened.map((says, index) => (
                <li key={index}>{visible(says, 400)}</li>
              ))}
            </ol>
            <div className={classes.next}>
              <span className={classes.pointer}>{t('home.sample.next')}</span>
              <Button variant="default" disabled={busy} onClick={onBackUp}>
                {t('home.need.again')}
              </Button>
              <LinkButton variant="default" to="/app/$app/timeline" params={{ app }}>
                {t('home.sample.compare')}
              </LinkButton>
            </div>
          </div>
        )}
      </div>
    </Card>
  );
}
