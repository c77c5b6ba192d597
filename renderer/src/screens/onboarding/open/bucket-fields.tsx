import { PasswordInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../../strings/translate.ts';
import { FieldError } from '../field-error.tsx';
import classes from '../step.module.css';
import type { Field, Problem, Where } from './where.ts';

interface BucketFieldsProps {
  readonly where: Where;
  readonly problem: Problem | undefined;
  readonly onChange: (typed: Partial<Where>) => void;
}

/** A bucket as the kit names it, and a key that may look into it. */
export function BucketFields({ where, problem, onChange }: BucketFieldsProps): ReactNode {
  const errorAt = (field: Field): ReactNode => (problem?.at === field ? <FieldError problem={problem} /> : undefined);
  return (
    <div className={classes.fields}>
      <TextInput
        label={t('open.bucket')}
        description={t('open.bucket.hint')}
        placeholder="s3://bucket/folder"
        value={where.address}
        maxLength={1000}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
        error={errorAt('address')}
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput
        label={t('open.region')}
        description={t('open.region.hint')}
        value={where.region}
        maxLength={100}
        onChange={(event) => onChange({ region: event.currentTarget.value })}
        error={errorAt('region')}
        autoComplete="off"
        spellCheck={false}
      />
      <div className={classes.pair}>
        <TextInput label={t('bucket.key')} value={where.accessKeyId} maxLength={200} onChange={(event) => onChange({ accessKeyId: event.currentTarget.value })} error={errorAt('accessKeyId')} autoComplete="off" spellCheck={false} />
        <PasswordInput
          label={t('bucket.secret')}
          value={where.secretAccessKey}
          maxLength={2000}
          onChange={(event) => onChange({ secretAccessKey: event.currentTarget.value })}
          error={errorAt('secretAccessKey')}
          // Unlike other fields, this one does not say so by itself.
          aria-invalid={problem?.at === 'secretAccessKey'}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('bucket.secret.show') }}
        />
      </div>
      <p className={classes.quiet}>{t('open.bucket.key.hint')}</p>
    </div>
  );
}
