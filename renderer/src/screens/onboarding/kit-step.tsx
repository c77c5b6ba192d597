import { Button, TextInput } from '@mantine/core';
import { IconCircleCheck, IconFileText, IconFileTypePdf } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { beginFirstBackup } from './begin-first-backup.ts';
import { type Draft, updateDraft } from './draft.ts';
import { KitProof } from '../../components/kit-proof.tsx';
import { saveFile } from '../../components/save-file.ts';
import { HelpLink } from '../../components/help-link.tsx';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import classes from './step.module.css';

/** Save the recovery kit, prove to have it; or later, which stays open on Home. */
export function KitStep({ draft, app, go }: { readonly draft: Draft; readonly app: string; readonly go: (step: Step) => void }): ReactNode {
  const { data } = useQuery(query.apps.list.queryOptions());
  const [problem, setProblem] = useState<PlainError>();
  const [busy, setBusy] = useState(false);
  const proved = data?.apps.find(({ name }) => name === app)?.kitProvedAt !== undefined;

  async function goOn(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      if (draft.runId === undefined) updateDraft({ runId: await beginFirstBackup(app) });
      go('backup');
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  }

  return (
    <StepFrame
      id="kit"
      sentence={t('onboarding.kit.sentence')}
      lead={t('onboarding.kit.lead')}
      primary={proved ? t('onboarding.kit.go-on') : undefined}
      loading={busy}
      onSubmit={() => void goOn()}
      onBack={() => go('loss')}
      beside={
        proved ? null : (
          <span className={classes.quiet}>
            {t('onboarding.kit.later.text')}{' '}
            <button type="button" className={classes.linkLike} disabled={busy} onClick={() => void goOn()}>
              {t('onboarding.kit.later')}
            </button>
          </span>
        )
      }
    >
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      <HelpLink page="start" section="the-recovery-kit">{t('help.about-kit')}</HelpLink>
      <div className={classes.two}>
        <SaveKit app={app} saved={draft.kitSaved === true} />
        {proved ? (
          <Card
            title={
              <span className={classes.proved}>
                <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden />
                {t('onboarding.kit.proved')}
              </span>
            }
          >
            <p className={classes.quiet} role="status">
              {t('onboarding.kit.proved.text')}
            </p>
          </Card>
        ) : (
          <KitProof app={app} ready={draft.kitSaved === true} />
        )}
      </div>
    </StepFrame>
  );
}

function SaveKit({ app, saved }: { readonly app: string; readonly saved: boolean }): ReactNode {
  const [deputy, setDeputy] = useState('');
  const [busy, setBusy] = useState<'pdf' | 'txt'>();
  const [problem, setProblem] = useState<PlainError>();

  async function save(format: 'pdf' | 'txt'): Promise<void> {
    setBusy(format);
    setProblem(undefined);
    try {
      const file = await engine.kit.render({ app, format, ...(deputy.trim() === '' ? {} : { deputy: deputy.trim() }) });
      if (await saveFile(file)) updateDraft({ kitSaved: true });
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(undefined);
  }

  return (
    <Card title={t('onboarding.kit.save')}>
      <div className={classes.fields}>
        <TextInput label={t('onboarding.kit.deputy')} description={t('onboarding.kit.deputy.hint')} value={deputy} maxLength={200} onChange={(event) => setDeputy(event.currentTarget.value)} />
        <div className={classes.row}>
          <Button variant={saved ? 'default' : 'filled'} leftSection={<IconFileTypePdf size="1.125rem" stroke={1.75} aria-hidden />} loading={busy === 'pdf'} onClick={() => void save('pdf')}>
            {t('onboarding.kit.pdf')}
          </Button>
          <Button variant="default" leftSection={<IconFileText size="1.125rem" stroke={1.75} aria-hidden />} loading={busy === 'txt'} onClick={() => void save('txt')}>
            {t('onboarding.kit.txt')}
          </Button>
        </div>
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
        <p className={classes.quiet} role="status">
          {t(saved ? 'onboarding.kit.saved' : 'onboarding.kit.where')}
        </p>
      </div>
    </Card>
  );
}
