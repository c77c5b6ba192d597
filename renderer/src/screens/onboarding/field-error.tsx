import type { ReactNode } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { visible } from '../../strings/visible.ts';

/** What is wrong with a field and what to do, below it. */
export function FieldError({ problem }: { readonly problem: Pick<PlainError, 'message' | 'nextStep'> }): ReactNode {
  return (
    <span role="alert">
      {visible(problem.message)} {visible(problem.nextStep)}
    </span>
  );
}
