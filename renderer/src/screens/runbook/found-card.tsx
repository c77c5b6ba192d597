import type { ReactNode } from 'react';
import { IconNotebook } from '@tabler/icons-react';
import { Card } from '../../components/card.tsx';
import { CopyableText } from '../../components/copyable-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { RunbookAnswer } from './draft.ts';
import classes from './runbook.module.css';

/** The runbook that lies beside backups which another computer makes; for a deputy, with the code that proves their key. */
export function FoundCard({ app, found: { place, markdown, state, writtenAt, deputyCode } }: { readonly app: string; readonly found: NonNullable<RunbookAnswer['found']> }): ReactNode {
  return (
    <>
      {deputyCode === undefined ? null : (
        <Card title={t('runbook.found.code')}>
          <div className={classes.code}>
            <CopyableText value={deputyCode} />
          </div>
          <p className={classes.lead}>{t('runbook.found.code.text', { app })}</p>
        </Card>
      )}
      {state === 'changed' ? <ProblemPanel problem={{ message: t('runbook.found.changed'), nextStep: t('runbook.found.changed.step') }} /> : null}
      {markdown === undefined ? (
        <Card>
          <EmptyState icon={IconNotebook} title={t('runbook.found.none')}>
            {t('runbook.found.none.text')}
          </EmptyState>
        </Card>
      ) : (
        <Card title={t('runbook.found.from', { place })} aside={writtenAt === undefined ? undefined : withNodes(t('runbook.found.written', { when: node('when') }), { when: <When at={writtenAt} /> })}>
          <pre className={classes.markdown}>
            <bdi>{markdown.split('\n').map((line) => visible(unescaped(line), 5000)).join('\n')}</bdi>
          </pre>
        </Card>
      )}
    </>
  );
}

/** Backslashes before signs are for programs that read Markdown. */
function unescaped(line: string): string {
  return line.replace(/\\([\\`*_{}[\]<>#|~&$+=.)-])/g, '$1').replaceAll('**', '');
}
