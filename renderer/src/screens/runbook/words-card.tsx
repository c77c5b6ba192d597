import { Button, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { t } from '../../strings/translate.ts';
import type { Draft, RunbookAnswer } from './draft.ts';
import classes from './runbook.module.css';

interface WordsCardProps {
  readonly draft: Draft;
  readonly suggested: RunbookAnswer['suggestedMessages'];
  readonly onChange: (part: Partial<Draft>) => void;
}

/** What a person has to say that no setting tells: where the kit is, what else matters, and what customers are told. */
export function WordsCard({ draft, suggested, onChange }: WordsCardProps): ReactNode {
  return (
    <Card title={t('runbook.words')}>
      <div className={classes.fields}>
        <TextInput label={t('runbook.kit-kept')} description={t('runbook.kit-kept.hint')} maxLength={200} value={draft.kitKept} onChange={(event) => onChange({ kitKept: event.currentTarget.value })} />
        <Textarea label={t('runbook.notes')} description={t('runbook.notes.hint')} autosize minRows={2} maxRows={10} maxLength={2000} value={draft.notes} onChange={(event) => onChange({ notes: event.currentTarget.value })} />
        <section className={classes.fields}>
          <div>
            <h3 className={classes.subject}>{t('runbook.messages')}</h3>
            <p className={classes.lead}>{t('runbook.messages.lead')}</p>
          </div>
          {suggested.map(({ id, text }) => (
            <div key={id}>
              <Textarea label={t(`runbook.message.${id}`)} autosize minRows={2} maxRows={10} maxLength={4000} value={draft.messages[id]} onChange={(event) => onChange({ messages: { ...draft.messages, [id]: event.currentTarget.value } })} />
              {draft.messages[id] === text ? null : (
                <Button variant="subtle" size="compact-sm" onClick={() => onChange({ messages: { ...draft.messages, [id]: text } })} aria-label={`${t('runbook.message.suggested')}: ${t(`runbook.message.${id}`)}`}>
                  {t('runbook.message.suggested')}
                </Button>
              )}
            </div>
          ))}
        </section>
      </div>
    </Card>
  );
}
