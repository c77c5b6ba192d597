import { Button, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconMinus, IconUrgent } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import { LinkButton } from '../links.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './declare-button.module.css';

const will = ['clock', 'pin', 'keep', 'look'] as const;
const willNot = ['change', 'tell', 'bind'] as const;

/** The red button. While an emergency is open, it goes there. */
export function DeclareButton({ app }: { readonly app: string }): ReactNode {
  const [opened, { open, close }] = useDisclosure(false);
  const isOpen = useStatus()?.apps.find((one) => one.app === app)?.emergency !== undefined;
  if (isOpen) {
    return (
      <LinkButton color="alarm" to="/app/$app/emergency" params={{ app }} leftSection={<IconUrgent size="1.125rem" stroke={1.75} aria-hidden />}>
        {t('emergency.note.open')}
      </LinkButton>
    );
  }
  return (
    <>
      <Button color="alarm" leftSection={<IconUrgent size="1.125rem" stroke={1.75} aria-hidden />} onClick={open}>
        {t('emergency.declare')}
      </Button>
      <Modal opened={opened} onClose={close} closeOnClickOutside={false} title={t('emergency.declare.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
        <DeclareForm app={app} onClose={close} />
      </Modal>
    </>
  );
}

function DeclareForm({ app, onClose }: { readonly app: string; readonly onClose: () => void }): ReactNode {
  const [what, setWhat] = useState('');
  const navigate = useNavigate();
  const start = useMutation(
    query.emergencies.start.mutationOptions({
      onSuccess: () => {
        onClose();
        void navigate({ to: '/app/$app/emergency', params: { app } });
      },
    }),
  );
  return (
    <form
      className={classes.declare}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ app, what });
      }}
    >
      <TextInput label={t('emergency.declare.what')} description={t('emergency.declare.what.hint')} placeholder={t('emergency.declare.placeholder')} maxLength={500} value={what} onChange={(event) => setWhat(event.currentTarget.value)} data-autofocus />
      <div className={classes.promises}>
        <section>
          <h3 className={classes.promise}>{t('emergency.declare.will')}</h3>
          <ul className={classes.promiseList} data-will>
            {will.map((one) => (
              <li key={one}>
                <IconCheck size="1rem" stroke={2} aria-hidden />
                {t(`emergency.declare.will.${one}`)}
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3 className={classes.promise}>{t('emergency.declare.will-not')}</h3>
          <ul className={classes.promiseList}>
            {willNot.map((one) => (
              <li key={one}>
                <IconMinus size="1rem" stroke={2} aria-hidden />
                {t(`emergency.declare.will-not.${one}`)}
              </li>
            ))}
          </ul>
        </section>
      </div>
      {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
      <div className={classes.ends}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" color="alarm" loading={start.isPending}>
          {t('emergency.declare.do')}
        </Button>
      </div>
    </form>
  );
}
