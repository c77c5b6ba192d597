import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Answers } from '../../../app/connection/client.ts';
import { PlainText } from '../../../components/plain-text.tsx';
import { When } from '../../../components/when.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import classes from '../step.module.css';

export type Found = Answers['apps']['find']['found'][number];

interface ChooseFoundProps {
  readonly found: readonly Found[];
  readonly chosen: string | undefined;
  readonly onChoose: (address: string) => void;
}

/** Several that the key opens: told apart by where they lie, how many there are and how new. */
export function ChooseFound({ found, chosen, onChoose }: ChooseFoundProps): ReactNode {
  return (
    <Radio.Group label={t('open.choose')} value={chosen ?? null} onChange={onChoose}>
      <div className={classes.foundList}>
        {found.map(({ address, app, backups = 0, newestAt }) => (
          <Radio.Card key={address} value={address} className={classes.choice ?? ''} aria-label={t('open.choose.one', { app, address })}>
            <Radio.Indicator />
            <span className={classes.choiceWords}>
              <span className={classes.choiceTitle}>
                <PlainText value={app} longest={80} />
                <span className={classes.choiceAside}>{newestAt === undefined ? t('open.choose.none') : withNodes(t('open.choose.newest', { count: backups, when: node('when') }), { when: <When at={newestAt} /> })}</span>
              </span>
              <span className={classes.choiceText}>
                <PlainText value={address} />
              </span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
