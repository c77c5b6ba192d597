import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useHeadingFocus } from '../../components/heading-focus.ts';
import { t } from '../../strings/translate.ts';
import classes from './step.module.css';

interface StepFrameProps {
  /** Names the step for the focus. */
  readonly id: string;
  readonly sentence: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  /** What the main button says; absent = no button. */
  readonly primary?: string | undefined;
  readonly loading?: boolean;
  readonly disabled?: boolean;
  readonly onSubmit?: () => void;
  readonly onBack?: (() => void) | undefined;
  /** Beside the buttons: another way on, or a hint. */
  readonly beside?: ReactNode;
}

/** One step: its sentence, what it asks, and the way on. Enter anywhere in it is the main button. */
export function StepFrame({ id, sentence, lead, children, primary, loading = false, disabled = false, onSubmit, onBack, beside }: StepFrameProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useHeadingFocus(heading, `step ${id}`);
  const form = useRef<HTMLFormElement>(null);
  const wasWrong = useRef(false);
  // To the first field that is wrong, once it is said to be.
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? null;
    if (first !== null && !wasWrong.current) first.focus();
    wasWrong.current = first !== null;
  });
  return (
    <form
      ref={form}
      noValidate
      className={classes.frame}
      onSubmit={(event) => {
        event.preventDefault();
        if (!loading && !disabled) onSubmit?.();
      }}
    >
      <h1 ref={heading} tabIndex={-1} className={classes.sentence}>
        {sentence}
      </h1>
      {lead === undefined ? null : <p className={classes.lead}>{lead}</p>}
      <div className={classes.content}>{children}</div>
      <div className={classes.buttons}>
        {onBack === undefined ? null : (
          <Button variant="default" onClick={onBack} leftSection={<IconArrowLeft size="1rem" aria-hidden />}>
            {t('common.back')}
          </Button>
        )}
        <div className={classes.beside}>{beside}</div>
        {primary === undefined ? null : (
          <Button type="submit" loading={loading} disabled={disabled} rightSection={<IconArrowRight size="1rem" aria-hidden />}>
            {primary}
          </Button>
        )}
      </div>
    </form>
  );
}
