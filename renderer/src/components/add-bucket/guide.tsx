import { Button, CopyButton, Radio, Stack } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './add-bucket.module.css';
import { leastPrivilege } from './policy.ts';
import { presetOf, type Provider } from './providers.ts';

/** Where bucket and key are made at this provider, and the policy that a key needs at most. */
export function Guide({ provider, bucket, prefix }: { readonly provider: Provider; readonly bucket: string; readonly prefix: string }): ReactNode {
  const { steps, takesPolicy } = presetOf(provider);
  return (
    <div className={classes.guide}>
      <h3 className={classes.title}>{t('bucket.steps')}</h3>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
      {takesPolicy ? <Policy bucket={bucket} prefix={prefix} /> : null}
    </div>
  );
}

function Policy({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): ReactNode {
  const [mayDelete, setMayDelete] = useState(false);
  if (bucket.trim() === '') return <p className={classes.quiet}>{t('bucket.policy.first')}</p>;
  const policy = leastPrivilege(bucket, prefix, mayDelete);
  return (
    <>
      <h3 className={classes.title}>{t('bucket.policy')}</h3>
      <p className={classes.quiet}>{t('bucket.policy.why')}</p>
      <Radio.Group label={t('bucket.policy.delete')} value={mayDelete ? 'yes' : 'no'} onChange={(value) => setMayDelete(value === 'yes')}>
        <Stack gap="xs" mt="xs">
          <Radio value="no" label={t('bucket.policy.delete.no')} description={t('bucket.policy.delete.no.why')} />
          <Radio value="yes" label={t('bucket.policy.delete.yes')} description={t('bucket.policy.delete.yes.why')} />
        </Stack>
      </Radio.Group>
      <pre className={classes.policy} tabIndex={0} aria-label={t('bucket.policy')}>
        {policy}
      </pre>
      <CopyButton value={policy}>
        {({ copied, copy }) => (
          <Button variant="default" size="sm" leftSection={copied ? <IconCheck size="1rem" /> : <IconCopy size="1rem" stroke={1.75} />} onClick={copy}>
            {t(copied ? 'bucket.policy.copied' : 'bucket.policy.copy')}
          </Button>
        )}
      </CopyButton>
    </>
  );
}
