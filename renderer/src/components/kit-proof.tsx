import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import type { PlainError } from '../../../shared/model/errors.ts';
import { engine } from '../app/connection/client.ts';
import { toProblem } from '../app/connection/problem.ts';
import { query } from '../app/data/queries.ts';
import { Card } from './card.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import { SkeletonLines } from './skeletons.tsx';
import { t } from '../strings/translate.ts';
import classes from './kit-proof.module.css';

/** Three groups of the key, typed in from the kit: the proof that it was saved where it can be read. `ready` = a kit was saved just now. */
export function KitProof({ app, ready }: { readonly app: string; readonly ready: boolean }): ReactNode {
  // Others at each visit, the same while it is typed.
  const challenge = useQuery({ ...query.kit.challenge.queryOptions({ input: { app } }), gcTime: 0 });
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const [wrong, setWrong] = useState<readonly number[]>([]);
  const [problem, setProblem] = useState<PlainError>();
  const [busy, setBusy] = useState(false);
  const fields = useRef(new Map<number, HTMLInputElement>());
  const groups = challenge.data?.groups ?? [];
  const complete = groups.length > 0 && groups.every((group) => (typed[group] ?? '').trim() !== '');

  async function prove(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await engine.kit.prove({ app, answers: groups.map((group) => ({ group, text: typed[group] ?? '' })) });
      setWrong(answer.wrong);
      const [first] = answer.wrong;
      if (first !== undefined) fields.current.get(first)?.focus();
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  }

  return (
    <Card title={t('onboarding.kit.prove')}>
      <div className={classes.fields}>
        <p className={classes.quiet}>{t(ready ? 'onboarding.kit.prove.text' : 'onboarding.kit.prove.first')}</p>
        {challenge.isPending ? <SkeletonLines lines={2} /> : null}
        {challenge.error === null ? null : <ProblemPanel problem={toProblem(challenge.error)} />}
        <div className={classes.groups}>
          {groups.map((group) => (
            <TextInput
              key={group}
              ref={(field) => {
                if (field === null) fields.current.delete(group);
                else fields.current.set(group, field);
              }}
              label={t('onboarding.kit.group', { group })}
              value={typed[group] ?? ''}
              maxLength={12}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              onChange={(event) => {
                setTyped({ ...typed, [group]: event.currentTarget.value });
                setWrong(wrong.filter((one) => one !== group));
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (complete) void prove();
              }}
              error={wrong.includes(group) ? t('onboarding.kit.wrong') : undefined}
            />
          ))}
        </div>
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
        <div>
          <Button variant={ready ? 'filled' : 'default'} disabled={!complete} loading={busy} onClick={() => void prove()}>
            {t('onboarding.kit.check')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
