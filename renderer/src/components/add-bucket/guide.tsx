import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
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
  if (bucket.trim() === '') return <p className={classes.quiet}>{t('bucket.policy.first')}</p>;
  const policy = leastPrivilege(bucket, prefix);
  return (
    <>
      <h3 className={classes.title}>{t('bucket.policy')}</h3>
      <p className={classes.quiet}>{t('bucket.policy.why')}</p>
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
