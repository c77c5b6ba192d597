import { type ReactNode, useState } from 'react';
import type { ErrorCode } from '../../../../shared/model/errors.ts';
import { useApps } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { type Draft, updateDraft } from './draft.ts';
import { FieldError } from './field-error.tsx';
import { FolderField } from './folder-field.tsx';
import { FoundTables } from './found.tsx';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import { useConnect } from './use-connect.ts';
import classes from './step.module.css';

const aboutFolder: ReadonlySet<ErrorCode> = new Set(['not-found', 'invalid-input', 'permission-denied']);

export function ConnectCsv({ draft, go }: { readonly draft: Draft; readonly go: (step: Step) => void }): ReactNode {
  const { apps = [] } = useApps();
  const [missing, setMissing] = useState(false);
  const connecting = useConnect('');
  const { found, problem } = connecting;
  const path = draft.path ?? '';

  async function submit(): Promise<void> {
    if (path.trim() === '') {
      setMissing(true);
      return undefined;
    }
    const connection = { platform: 'csv-folder', path: path.trim() } as const;
    if (found === undefined) return connecting.inspect(connection);
    const app = await connecting.add(connection, apps.map(({ name }) => name));
    if (app === undefined) return undefined;
    updateDraft({ app });
    return go('places');
  }

  const folderProblem = missing ? { message: t('onboarding.csv.missing'), nextStep: t('onboarding.csv.missing.step') } : problem !== undefined && aboutFolder.has(problem.code) ? problem : undefined;
  return (
    <StepFrame id="connect" sentence={t('onboarding.csv.sentence')} lead={t('onboarding.csv.lead')} primary={t(found === undefined ? 'onboarding.csv.look' : 'common.continue')} loading={connecting.busy} onSubmit={() => void submit()} onBack={() => go('platform')}>
      {problem !== undefined && folderProblem === undefined ? <ProblemPanel problem={problem} /> : null}
      <FolderField
        label={t('onboarding.csv.folder')}
        value={path}
        onChange={(next) => {
          updateDraft({ path: next });
          setMissing(false);
          connecting.reset();
        }}
        error={folderProblem === undefined ? undefined : <FieldError problem={folderProblem} />}
      />
      {found === undefined ? (
        <Card title={t('onboarding.csv.how')}>
          <p className={classes.quiet}>{t('onboarding.csv.how.text')}</p>
        </Card>
      ) : (
        <FoundTables found={found} name={connecting.name} onName={connecting.setName} nameError={connecting.nameProblem === undefined ? undefined : <FieldError problem={connecting.nameProblem} />} />
      )}
    </StepFrame>
  );
}
