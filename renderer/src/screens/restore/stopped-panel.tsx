import { Button } from '@mantine/core';
import { IconClockPause } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './restore.module.css';
import { UndoDialog } from './undo-dialog.tsx';
import { useBegin } from './use-begin.ts';

interface StoppedPanelProps {
  readonly app: string;
  readonly restore: string;
  /** The app that it was brought into. */
  readonly into: string;
  readonly asked: number;
  readonly written: number;
}

/** One that stopped half-way: on with it, or back to how it was. */
export function StoppedPanel({ app, restore, into, asked, written }: StoppedPanelProps): ReactNode {
  const { begin, busy, problem } = useBegin(app);
  const [undoing, setUndoing] = useState(false);
  return (
    <section className={classes.stopped} aria-label={t('restore.stopped.title')}>
      <IconClockPause size="1.375rem" stroke={1.75} className={classes.stoppedSign} aria-hidden />
      <div className={classes.stoppedWords}>
        <h2 className={classes.stoppedTitle}>{t('restore.stopped.title')}</h2>
        <p className={classes.quiet}>{t('restore.stopped.text', { count: asked, written: formatCount(written) })}</p>
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
      </div>
      <div className={classes.stoppedActions}>
        <Button variant="default" disabled={busy} onClick={() => setUndoing(true)}>
          {t('restore.stopped.take-back')}
        </Button>
        <Button loading={busy} onClick={() => begin({ kind: 'resume', app, restore, ...(into === app ? {} : { into }) })}>
          {t('restore.stopped.go-on')}
        </Button>
      </div>
      <UndoDialog app={app} restore={restore} into={into} opened={undoing} onClose={() => setUndoing(false)} />
    </section>
  );
}
