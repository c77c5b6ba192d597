import { Button, Modal } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileText, IconFileTypePdf } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { useStatus } from '../../app/data/status.tsx';
import type { AppInfo } from '../../app/use-app.ts';
import { HelpLink } from '../../components/help-link.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { KitProof } from '../../components/kit-proof.tsx';
import { saveFile } from '../../components/save-file.ts';
import classes from './settings.module.css';

/** The recovery kit of an app: saving it again, and proving again that it can be read. */
export function RecoveryKit({ app }: { readonly app: AppInfo }): ReactNode {
  const [busy, setBusy] = useState<'pdf' | 'txt'>();
  const [problem, setProblem] = useState<PlainError>();
  const [proves, setProves] = useState(false);
  const { kitProvedAt } = app;
  const heading = useRef<HTMLHeadingElement>(null);
  const { kit } = useSearch({ from: '/shell/settings' });
  useEffect(() => {
    if (kit !== app.name) return;
    heading.current?.scrollIntoView({ block: 'center' });
    heading.current?.focus({ preventScroll: true });
  }, [kit, app.name]);
  const provedBefore = useRef(kitProvedAt);
  useEffect(() => {
    // The proof is noted by the engine: a new time of it closes the window that asked.
    if (provedBefore.current !== kitProvedAt) setProves(false);
    provedBefore.current = kitProvedAt;
  }, [kitProvedAt]);

  async function save(format: 'pdf' | 'txt'): Promise<void> {
    setBusy(format);
    setProblem(undefined);
    try {
      await saveFile(await engine.kit.render({ app: app.name, format }));
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(undefined);
  }

  return (
    <section className={classes.part}>
      <h3 ref={heading} tabIndex={-1}>
        {t('settings.kit')}
      </h3>
      <KitState app={app} />
      <p className={classes.text}>
        {t('settings.kit.text')} <HelpLink page="start" section="the-recovery-kit">{t('help.about-kit')}</HelpLink>
      </p>
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      <div className={classes.row}>
        <Button variant="default" leftSection={<IconFileTypePdf size="1.0625rem" stroke={1.75} />} loading={busy === 'pdf'} onClick={() => void save('pdf')}>
          {t('settings.kit.pdf')}
        </Button>
        <Button variant="default" leftSection={<IconFileText size="1.0625rem" stroke={1.75} />} loading={busy === 'txt'} onClick={() => void save('txt')}>
          {t('settings.kit.txt')}
        </Button>
        <Button variant={kitProvedAt !== undefined ? 'subtle' : app.isSample ? 'default' : 'filled'} onClick={() => setProves(true)}>
          {t(kitProvedAt === undefined ? 'settings.kit.prove' : 'settings.kit.prove-again')}
        </Button>
      </div>
      <Modal opened={proves} onClose={() => setProves(false)} title={t('settings.kit')} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <KitProof app={app.name} ready />
      </Modal>
    </section>
  );
}

function KitState({ app: { name, kitProvedAt, isSample } }: { readonly app: AppInfo }): ReactNode {
  const needs = useStatus()?.apps.find((each) => each.app === name)?.needs ?? [];
  if (kitProvedAt !== undefined) {
    const isDue = needs.some(({ kind }) => kind === 'kit-proof-due');
    return (
      <>
        <p className={classes.state} data-tone={isDue ? 'attention' : 'safe'}>
          {isDue ? <IconAlertTriangle size="1.125rem" stroke={1.75} aria-hidden /> : <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />}
          <span>
            {t('settings.kit.proved')} <When at={kitProvedAt} />
            {isDue ? ` · ${t('settings.kit.due')}` : ''}
          </span>
        </p>
        {needs.some(({ kind }) => kind === 'kit-outdated') ? (
          <p className={classes.state} data-tone="attention">
            <IconAlertTriangle size="1.125rem" stroke={1.75} aria-hidden />
            <span>{t('settings.kit.outdated')}</span>
          </p>
        ) : null}
      </>
    );
  }
  if (isSample) return <p className={classes.state}>{t('settings.kit.sample')}</p>;
  return (
    <p className={classes.state} data-tone="attention">
      <IconAlertTriangle size="1.125rem" stroke={1.75} aria-hidden />
      <span>{t('settings.kit.not-proved')}</span>
    </p>
  );
}
