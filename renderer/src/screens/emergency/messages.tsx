import { Button, CopyButton, SegmentedControl, Textarea, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './emergency.module.css';
import type { Emergency } from './types.ts';

type Message = Emergency['messages'][number];

/** What to tell customers: drafts filled with what is known, to be changed, copied and sent by a person. */
export function Messages({ app, emergency }: { readonly app: string; readonly emergency: Emergency }): ReactNode {
  const [shown, setShown] = useState<Message['id']>(emergency.backAt === undefined ? 'we-know' : 'over');
  const message = emergency.messages.find(({ id }) => id === shown);
  return (
    <div className={classes.messages}>
      <SegmentedControl
        aria-label={t('emergency.messages.which')}
        value={shown}
        onChange={(value) => setShown(emergency.messages.find(({ id }) => id === value)?.id ?? 'we-know')}
        data={emergency.messages.map(({ id }) => ({ value: id, label: t(`emergency.message.${id}`) }))}
      />
      {message === undefined ? null : <Editor key={`${emergency.id} ${shown}`} app={app} id={emergency.id} message={message} isOver={emergency.endedAt !== undefined} />}
    </div>
  );
}

interface EditorProps {
  readonly app: string;
  readonly id: string;
  readonly message: Message;
  readonly isOver: boolean;
}

function Editor({ app, id, message, isOver }: EditorProps): ReactNode {
  const [text, setText] = useState<string>();
  // The editor stays the one it is while it saves: the button that took the focus away from it is just being pressed.
  const save = useMutation(query.emergencies.message.mutationOptions({ onSuccess: (_answer, sent) => (sent.text === null ? setText(undefined) : undefined) }));
  const now = text ?? message.text;
  return (
    <>
      <Textarea
        label={t('emergency.message.text')}
        description={t('emergency.message.hint')}
        autosize
        minRows={6}
        maxRows={14}
        maxLength={4000}
        value={now}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => (text === undefined || text === message.text ? undefined : save.mutate({ app, id, message: message.id, text }))}
      />
      {save.error === null ? null : <ProblemPanel problem={toProblem(save.error)} />}
      <div className={classes.buttons}>
        <CopyButton value={now}>
          {({ copied, copy }) => (
            <>
              <Button variant="default" leftSection={copied ? <IconCheck size="1.0625rem" aria-hidden /> : <IconCopy size="1.0625rem" aria-hidden />} onClick={copy}>
                {t(copied ? 'emergency.message.copied' : 'emergency.message.copy')}
              </Button>
              {/* Beside the button: what is said within it names it no more. */}
              <VisuallyHidden role="status">{copied ? t('emergency.message.copied') : ''}</VisuallyHidden>
            </>
          )}
        </CopyButton>
        {message.edited && !isOver ? (
          <Button variant="subtle" loading={save.isPending && save.variables.text === null} onClick={() => save.mutate({ app, id, message: message.id, text: null })}>
            {t('emergency.message.reset')}
          </Button>
        ) : null}
      </div>
    </>
  );
}
