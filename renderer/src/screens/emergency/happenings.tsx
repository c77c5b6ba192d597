import { Button, Textarea, UnstyledButton } from '@mantine/core';
import { IconFileText, IconPrinter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { createKept, useKept } from '../../app/kept.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useNow } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';
import classes from './emergency.module.css';
import type { Emergency } from './types.ts';

const shownAtFirst = 6;

/** What happened so far, newest first, and a line to write into it. */
export function Happenings({ app, emergency }: { readonly app: string; readonly emergency: Emergency }): ReactNode {
  const [all, setAll] = useState(false);
  const now = useNow();
  const isOver = emergency.endedAt !== undefined;
  const entries = isOver ? emergency.timeline : emergency.timeline.toReversed();
  const shown = all || isOver ? entries : entries.slice(0, shownAtFirst);
  return (
    <Card title={t(isOver ? 'emergency.timeline.over' : 'emergency.timeline')} flush>
      {isOver ? null : <Note app={app} id={emergency.id} />}
      <ol className={classes.entries} data-over={isOver}>
        {shown.map((entry, index) => (
          <li key={`${entry.at} ${index} ${entry.says}`}>
            <time dateTime={entry.at}>{clockTime(entry.at, now)}</time>
            <span className={classes.by}>{t(`emergency.timeline.by.${entry.by}`)}</span>
            <span className={classes.entryWords}>
              <PlainText value={entry.says} longest={2500} />
            </span>
          </li>
        ))}
      </ol>
      {shown.length === entries.length ? null : (
        <UnstyledButton className={classes.more} onClick={() => setAll(true)}>
          {t('emergency.timeline.all', { count: entries.length })}
        </UnstyledButton>
      )}
      {isOver ? null : (
        <div className={classes.files}>
          <SaveTimeline app={app} id={emergency.id} format="pdf" />
          <SaveTimeline app={app} id={emergency.id} format="md" />
        </div>
      )}
    </Card>
  );
}

/** By emergency: looking something up in the middle of a sentence loses none of it. */
const notes = createKept<string>();

function Note({ app, id }: { readonly app: string; readonly id: string }): ReactNode {
  const [says = '', setSays] = useKept(notes, id);
  // What was typed while it was written down is the beginning of the next one.
  const note = useMutation(query.emergencies.note.mutationOptions({ onSuccess: (_answer, sent) => (notes.get(id) === sent.says ? setSays(undefined) : undefined) }));
  return (
    <form
      className={classes.note}
      onSubmit={(event) => {
        event.preventDefault();
        if (says.trim() !== '') note.mutate({ app, id, says });
      }}
    >
      <Textarea className={classes.noteText} label={t('emergency.timeline.note')} placeholder={t('emergency.timeline.note.placeholder')} autosize minRows={1} maxRows={6} maxLength={2000} value={says} onChange={(event) => setSays(event.currentTarget.value)} />
      <Button type="submit" variant="default" disabled={says.trim() === ''} loading={note.isPending}>
        {t('emergency.timeline.add')}
      </Button>
      {note.error === null ? null : <ProblemPanel problem={toProblem(note.error)} />}
    </form>
  );
}

/** The written timeline as a file. */
export function SaveTimeline({ app, id, format, isMain = false }: { readonly app: string; readonly id: string; readonly format: 'pdf' | 'md'; readonly isMain?: boolean }): ReactNode {
  const save = useMutation(query.emergencies.file.mutationOptions({ onSuccess: (file) => saveFile(file) }));
  return (
    <>
      <Button variant={isMain ? 'filled' : 'default'} leftSection={format === 'pdf' ? <IconPrinter size="1.0625rem" stroke={1.75} aria-hidden /> : <IconFileText size="1.0625rem" stroke={1.75} aria-hidden />} loading={save.isPending} onClick={() => save.mutate({ app, id, format })}>
        {t(`emergency.timeline.${format}`)}
      </Button>
      {save.error === null ? null : <ProblemPanel problem={toProblem(save.error)} />}
    </>
  );
}
