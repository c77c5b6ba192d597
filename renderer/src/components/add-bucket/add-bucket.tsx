import { Button, Collapse, Group, Modal, PasswordInput, Radio, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { freeName } from '../free-name.ts';
import { ProblemPanel } from '../problem-panel.tsx';
import { useReturnFocus } from '../return-focus.ts';
import classes from './add-bucket.module.css';
import { Guide } from './guide.tsx';
import { presetOf, type Provider, providerNames, serverOf, type Typed } from './providers.ts';

interface AddBucketProps {
  /** Names of the places that there are. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

const nothing: Typed = { accountId: '', region: '', endpoint: '' };

/** A bucket becomes a place: whose it is decides what is asked. */
export function AddBucket({ taken, onClose }: AddBucketProps): ReactNode {
  useReturnFocus();
  const [provider, setProvider] = useState<Provider>('aws');
  const [typed, setTyped] = useState(nothing);
  const [bucket, setBucket] = useState('');
  const [prefix, setPrefix] = useState('');
  const [keyId, setKeyId] = useState('');
  const [secret, setSecret] = useState('');
  const [typedName, setTypedName] = useState<string>();
  const [more, { toggle }] = useDisclosure(false);
  const add = useMutation(query.places.add.mutationOptions({ onSuccess: onClose }));
  const { asks, keyName, secretName, regionExample } = presetOf(provider);
  const name = typedName ?? (bucket.trim() === '' ? '' : freeName(bucket.trim(), taken));
  const isTaken = taken.includes(name.trim());
  // A region is the only thing that a server by its address can do without.
  const isWhole = [bucket, keyId, secret, name, ...asks.filter((field) => field !== 'region' || provider !== 'other').map((field) => typed[field])].every((text) => text.trim() !== '');

  return (
    // A click beside it must not throw away a secret that the provider showed only once.
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('bucket.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ name: name.trim(), kind: 's3', ...serverOf(provider, typed), bucket: bucket.trim(), ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }), accessKeyId: keyId.trim(), secretAccessKey: secret.trim() });
        }}
      >
        <Stack gap="md">
          <Text c="dimmed">{t('bucket.lead')}</Text>
          <Radio.Group label={t('bucket.provider')} value={provider} onChange={(chosen) => setProvider(providerNames.find((one) => one === chosen) ?? provider)}>
            <div className={classes.providers}>
              {providerNames.map((one) => (
                <Radio key={one} value={one} label={t(`bucket.provider.${one}`)} />
              ))}
            </div>
          </Radio.Group>
          <TextInput label={t('bucket.bucket')} description={t('bucket.bucket.hint')} value={bucket} maxLength={255} spellCheck={false} autoComplete="off" data-autofocus onChange={(event) => setBucket(event.currentTarget.value)} />
          {asks.map((field) => (
            <TextInput
              key={field}
              label={t(`bucket.${field}`)}
              description={field === 'region' ? t('bucket.region.hint', { example: regionExample ?? '' }) : t(`bucket.${field}.hint`)}
              value={typed[field]}
              maxLength={300}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => {
                const { value } = event.currentTarget;
                setTyped((before) => ({ ...before, [field]: value }));
              }}
            />
          ))}
          <Guide provider={provider} bucket={bucket} prefix={prefix} />
          <div className={classes.two}>
            <TextInput label={t(keyName)} value={keyId} maxLength={200} spellCheck={false} autoComplete="off" onChange={(event) => setKeyId(event.currentTarget.value)} />
            <PasswordInput label={t(secretName)} value={secret} maxLength={2000} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('bucket.secret.show') }} onChange={(event) => setSecret(event.currentTarget.value)} />
          </div>
          <p className={classes.quiet}>{t('bucket.secret.hint')}</p>
          <TextInput label={t('bucket.name')} description={t('bucket.name.hint')} value={name} maxLength={60} error={isTaken ? t('bucket.name.taken') : undefined} onChange={(event) => setTypedName(event.currentTarget.value)} />
          <div>
            <UnstyledButton c="accent" fz="sm" fw={600} onClick={toggle} aria-expanded={more}>
              {t('bucket.more')}
            </UnstyledButton>
            <Collapse expanded={more}>
              <TextInput mt="sm" label={t('bucket.prefix')} description={t('bucket.prefix.hint')} value={prefix} maxLength={200} spellCheck={false} autoComplete="off" onChange={(event) => setPrefix(event.currentTarget.value)} />
            </Collapse>
          </div>
          {add.error === null ? null : <ProblemPanel problem={toProblem(add.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={!isWhole || isTaken}>
              {t('bucket.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
