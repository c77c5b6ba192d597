import { Anchor, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { LinkWords } from '../links.tsx';
import { ReconnectForm } from '../reconnect-form.tsx';
import { useOpenObjectives } from './objectives-dialog.tsx';
import classes from './step-action.module.css';
import type { NextStep } from './types.ts';

interface StepActionProps {
  readonly app: string;
  readonly step: NextStep;
  /** A backup is going on already. */
  readonly busy: boolean;
  readonly onBackUp: () => void;
}

/** The words of a step, which do it or lead to where it is done. */
export function StepAction({ app, step, busy, onBackUp }: StepActionProps): ReactNode {
  // A link has no full stop.
  const says = visible(step.says, 200).replace(/\.$/, '');
  const params = { app };
  switch (step.to) {
    case 'backup':
      return (
        <Anchor component="button" type="button" className={classes.do} disabled={busy} data-busy={busy} onClick={onBackUp}>
          {t(busy ? 'home.running' : 'grade.step.backup')}
        </Anchor>
      );
    case 'schedule':
      return (
        <LinkWords to="/app/$app/schedule" params={params} className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'places':
      return (
        <LinkWords to="/places" className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'kit':
      return (
        <LinkWords to="/settings" search={{ kit: app }} className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'deputies':
      return (
        <LinkWords to="/settings" className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'drill':
      return (
        <LinkWords to="/app/$app/proof" params={params} className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'golden-checks':
      return (
        <LinkWords to="/app/$app/proof" params={params} hash="golden" className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'runbook':
      return (
        <LinkWords to="/app/$app/runbook" params={params} className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'timeline':
      return (
        <LinkWords to="/app/$app/timeline" params={params} className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'alarms':
      return (
        <LinkWords to="/app/$app/home" params={params} hash="alarms" className={classes.do}>
          {says}
        </LinkWords>
      );
    case 'reconnect':
      return <Reconnect app={app} says={says} />;
    case 'objective':
      return <SetObjectives says={says} />;
  }
}

function Reconnect({ app, says }: { readonly app: string; readonly says: string }): ReactNode {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Anchor component="button" type="button" className={classes.do} onClick={open}>
        {says}
      </Anchor>
      <Modal opened={opened} onClose={close} title={t('home.reconnect.title', { app })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <ReconnectForm app={app} focused onDone={close} />
      </Modal>
    </>
  );
}

/** Asks for the two objectives. */
export function SetObjectives({ says }: { readonly says: string }): ReactNode {
  const open = useOpenObjectives();
  return (
    <Anchor component="button" type="button" className={classes.do} onClick={open}>
      {says}
    </Anchor>
  );
}
