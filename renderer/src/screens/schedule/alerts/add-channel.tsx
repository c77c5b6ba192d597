import { Button, Group, Modal, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { freeName } from '../../../components/free-name.ts';
import { PicturedSteps } from '../../../components/pictured-steps.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { useReturnFocus } from '../../../components/return-focus.ts';
import { t } from '../../../strings/translate.ts';
import classes from './alerts.module.css';
import { channelInput, isWebAddress, isWhole, type Typed } from './channel-input.ts';
import { type Kind, kinds } from './kinds.ts';
import { stepsOf } from './steps.ts';

const nothing: Typed = { url: '', signingSecret: '', host: '', security: 'tls', user: '', password: '', from: '', to: '' };

/** A new channel: what it is decides what is asked. */
export function AddChannel({ taken, onClose }: { readonly taken: readonly string[]; readonly onClose: () => void }): ReactNode {
  useReturnFocus();
  const [kind, setKind] = useState<Kind>('email');
  const [typed, setTyped] = useState(nothing);
  const [typedName, setTypedName] = useState<string>();
  const add = useMutation(query.alerts.channels.add.mutationOptions({ onSuccess: onClose }));
  const name = typedName ?? freeName(t(`channels.kind.${kind}`), taken);
  const isTaken = taken.some((each) => each.toLowerCase() === name.trim().toLowerCase());
  const set = (field: keyof Typed) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget;
    setTyped((before) => ({ ...before, [field]: value }));
  };
  const show = { visibilityToggleButtonProps: { 'aria-label': t('channels.new.show') } };
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('channels.new.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(channelInput(kind, name.trim(), typed));
        }}
      >
        <Stack gap="md">
          <Radio.Group label={t('channels.new.kind')} value={kind} onChange={(chosen) => setKind(kinds.find((one) => one === chosen) ?? kind)}>
            <div className={classes.kinds}>
              {kinds.map((one) => (
                <Radio key={one} value={one} label={t(`channels.kind.${one}`)} description={t(`channels.kind.${one}.why`)} />
              ))}
            </div>
          </Radio.Group>
          <div className={classes.guide}>
            <h3 className={classes.small}>{t('channels.new.steps')}</h3>
            <PicturedSteps steps={stepsOf(kind)} />
          </div>
          {kind === 'email' ? (
            <>
              <TextInput label={t('channels.new.host')} description={t('channels.new.host.hint')} value={typed.host} maxLength={253} spellCheck={false} autoComplete="off" onChange={set('host')} />
              <Radio.Group label={t('channels.new.security')} value={typed.security} onChange={(value) => setTyped((before) => ({ ...before, security: value === 'starttls' ? 'starttls' : 'tls' }))}>
                <Group mt="xs">
                  <Radio value="tls" label={t('channels.new.security.tls')} />
                  <Radio value="starttls" label={t('channels.new.security.starttls')} />
                </Group>
              </Radio.Group>
              <div className={classes.two}>
                <TextInput label={t('channels.new.user')} value={typed.user} maxLength={320} spellCheck={false} autoComplete="off" onChange={set('user')} />
                <PasswordInput label={t('channels.new.password')} value={typed.password} maxLength={4096} autoComplete="off" {...show} onChange={set('password')} />
                <TextInput label={t('channels.new.from')} value={typed.from} maxLength={320} spellCheck={false} autoComplete="off" onChange={set('from')} />
                <TextInput label={t('channels.new.to')} description={t('channels.new.to.hint')} value={typed.to} maxLength={2000} spellCheck={false} autoComplete="off" onChange={set('to')} />
              </div>
            </>
          ) : (
            <PasswordInput
              label={t('channels.new.url')}
              description={t('channels.new.url.hint')}
              error={typed.url !== '' && !isWebAddress(typed.url) ? t('channels.new.url.wrong') : undefined}
              value={typed.url}
              maxLength={2000}
              autoComplete="off"
              {...show}
              onChange={set('url')}
            />
          )}
          {kind === 'webhook' ? <PasswordInput label={t('channels.new.signing')} description={t('channels.new.signing.hint')} value={typed.signingSecret} maxLength={4096} autoComplete="off" {...show} onChange={set('signingSecret')} /> : null}
          <TextInput label={t('channels.new.name')} value={name} maxLength={60} error={isTaken ? t('channels.new.taken') : undefined} onChange={(event) => setTypedName(event.currentTarget.value)} />
          {add.error === null ? null : <ProblemPanel problem={toProblem(add.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={isTaken || !isWhole(kind, name, typed)}>
              {t('channels.new.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
