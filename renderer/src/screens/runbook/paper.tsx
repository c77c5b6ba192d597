import { Button } from '@mantine/core';
import { IconFileText, IconFileTypePdf } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { saveFile } from '../../components/save-file.ts';
import { t } from '../../strings/translate.ts';
import type { RunbookAnswer } from './draft.ts';
import classes from './paper.module.css';

interface PaperProps {
  readonly app: string;
  readonly sections: RunbookAnswer['sections'];
  readonly cutShort: readonly string[];
  /** With what is typed and not saved. */
  readonly isDraft: boolean;
}

/** In two columns beside each other, as on paper; the others go over both. */
const columns: Readonly<Record<string, 'left' | 'right'>> = { steps: 'left', notes: 'left', places: 'right', key: 'right', golden: 'right', proofs: 'right' };

/** The page as it will be printed, and its files. */
export function Paper({ app, sections, cutShort, isDraft }: PaperProps): ReactNode {
  const file = useMutation(query.runbook.file.mutationOptions({ onSuccess: (made) => saveFile(made) }));
  const busy = file.isPending ? file.variables.format : undefined;
  const at = (where: 'left' | 'right' | undefined) => sections.filter(({ id }) => columns[id] === where);
  const [people] = at(undefined);
  return (
    <section className={classes.side}>
      <div className={classes.files}>
        <Button variant="default" leftSection={<IconFileTypePdf size="1.0625rem" stroke={1.75} aria-hidden />} disabled={isDraft} loading={busy === 'pdf'} onClick={() => file.mutate({ app, format: 'pdf' })}>
          {t('runbook.paper.pdf')}
        </Button>
        <Button variant="default" leftSection={<IconFileText size="1.0625rem" stroke={1.75} aria-hidden />} disabled={isDraft} loading={busy === 'md'} onClick={() => file.mutate({ app, format: 'md' })}>
          {t('runbook.paper.md')}
        </Button>
      </div>
      {file.error === null ? null : <ProblemPanel problem={toProblem(file.error)} />}
      <p className={classes.note}>{t(isDraft ? 'runbook.paper.draft' : 'runbook.paper')}</p>
      <article className={classes.paper} tabIndex={0} aria-label={t('runbook.paper')} data-scrolls>
        <p className={classes.brand}>Holdfast</p>
        <h2 className={classes.title}>{t('runbook.paper.title', { app })}</h2>
        {people === undefined ? null : <Section section={people} />}
        <div className={classes.two}>
          {(['left', 'right'] as const).map((column) => (
            <div key={column} className={classes.column}>
              {at(column).map((section) => (
                <Section key={section.id} section={section} />
              ))}
            </div>
          ))}
        </div>
        {at(undefined)
          .slice(1)
          .map((section) => (
            <Section key={section.id} section={section} />
          ))}
      </article>
      {cutShort.length === 0 ? null : <p className={classes.note}>{t('runbook.paper.cut', { parts: cutShort.join(', ') })}</p>}
    </section>
  );
}

function Section({ section: { id, title, lines } }: { readonly section: RunbookAnswer['sections'][number] }): ReactNode {
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.lines} data-part={id}>
        {lines.map(({ label, text }, n) => (
          // Lines have no name of their own, and two may say the same.
          <li key={n} className={classes.line} data-labelled={label !== undefined}>
            {label === undefined ? null : (
              <strong className={classes.label}>
                <PlainText value={label} longest={80} />{' '}
              </strong>
            )}
            <span className={classes.text}>
              <PlainText value={text} longest={600} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
