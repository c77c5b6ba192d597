import { Button, FileButton, Textarea } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { Front } from '../../components/front.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { FieldError } from './field-error.tsx';
import { FolderField } from './folder-field.tsx';
import { LeaveLink } from './leave-link.tsx';
import { StepFrame } from './step-frame.tsx';
import classes from './step.module.css';

/** As much as a kit can be; a larger file is another one. */
const longestKit = 10_000;

type Problem = { readonly at: 'folder' | 'key' | 'page'; readonly problem: Pick<PlainError, 'message' | 'nextStep'> };

/** A backup on a new computer: the folder it lies in and the key of its recovery kit. */
export function OpenBackup(): ReactNode {
  const navigate = useNavigate();
  const [folder, setFolder] = useState('');
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = t('shell.title', { screen: t('open.title') });
  }, []);

  async function submit(): Promise<void> {
    if (folder.trim() === '') return setProblem({ at: 'folder', problem: { message: t('open.folder.missing'), nextStep: t('open.folder.missing.step') } });
    if (key.trim() === '') return setProblem({ at: 'key', problem: { message: t('open.key.missing'), nextStep: t('open.key.missing.step') } });
    setBusy(true);
    setProblem(undefined);
    try {
      const { app } = await engine.apps.open({ location: folder.trim(), key: key.trim() });
      await navigate({ to: '/app/$app/timeline', params: { app: app.name } });
    } catch (error) {
      const plain = toProblem(error);
      setProblem({ at: whereTo(plain), problem: plain });
    }
    setBusy(false);
    return undefined;
  }

  async function read(file: File | null): Promise<void> {
    if (file === null) return;
    const text = file.size > longestKit ? '' : await file.text();
    if (text.trim() === '') return setProblem({ at: 'key', problem: { message: t('open.file.wrong'), nextStep: t('open.file.wrong.step') } });
    setKey(text);
    setProblem(undefined);
    return undefined;
  }

  return (
    <Front corner={<LeaveLink />}>
      <StepFrame id="open" sentence={t('open.sentence')} lead={t('open.lead')} primary={t('open.verb')} loading={busy} onSubmit={() => void submit()} beside={<span className={classes.quiet}>{t('open.read-only')}</span>}>
        {problem?.at === 'page' ? <ProblemPanel problem={problem.problem} /> : null}
        <FolderField
          label={t('open.folder')}
          description={t('open.folder.hint')}
          value={folder}
          onChange={(next) => {
            setFolder(next);
            setProblem(undefined);
          }}
          error={problem?.at === 'folder' ? <FieldError problem={problem.problem} /> : undefined}
        />
        <Textarea
          label={t('open.key')}
          description={t('open.key.hint')}
          value={key}
          onChange={(event) => {
            setKey(event.currentTarget.value);
            setProblem(undefined);
          }}
          error={problem?.at === 'key' ? <FieldError problem={problem.problem} /> : undefined}
          rows={4}
          autoComplete="off"
          spellCheck={false}
        />
        <div>
          <FileButton onChange={(file) => void read(file)} accept=".txt,text/plain">
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconFileText size="1rem" aria-hidden />}>
                {t('open.file')}
              </Button>
            )}
          </FileButton>
        </div>
      </StepFrame>
    </Front>
  );
}

/** Beside which field an error belongs. A wrong key is told apart from a missing folder by what was looked for. */
function whereTo({ code }: PlainError): 'folder' | 'key' | 'page' {
  if (code === 'not-found') return 'folder';
  return code === 'invalid-input' || code === 'auth-revoked' || code === 'permission-denied' ? 'key' : 'page';
}
