import { TextInput } from '@mantine/core';
import { IconArrowLeft, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import classes from './licences.module.css';
import { type Package, readLicences } from './read.ts';

/** What others made that is in Holdfast, and the texts that they ask to be passed on. From this computer: nothing comes from elsewhere. */
export function Licences(): ReactNode {
  const [words, setWords] = useState('');
  const { data, error, refetch, isFetching } = useQuery({ queryKey: ['licences'], queryFn: ({ signal }) => readLicences(signal), staleTime: Number.POSITIVE_INFINITY });
  const found = data?.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <Screen
      title={t('licences.title')}
      sentence={t('licences.sentence')}
      actions={
        <LinkButton to="/settings" variant="default" leftSection={<IconArrowLeft size="1.125rem" stroke={1.75} aria-hidden />}>
          {t('licences.leave')}
        </LinkButton>
      }
    >
      <div className={classes.column}>
        <p className={classes.text}>{t('licences.own')}</p>
        {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />}
        {found === undefined ? (
          error === null ? (
            <Card>
              <SkeletonLines lines={10} />
            </Card>
          ) : null
        ) : (
          <>
            <TextInput type="search" aria-label={t('licences.search')} placeholder={t('licences.search')} maxLength={100} value={words} onChange={(event) => setWords(event.currentTarget.value)} leftSection={<IconSearch size="1.0625rem" stroke={1.75} aria-hidden />} />
            <Card flush title={t('licences.projects')} aside={<span role="status">{t('licences.count', { count: found.length })}</span>}>
              {found.length === 0 ? <p className={classes.none}>{t('licences.none')}</p> : null}
              {found.map((each) => (
                <Project key={`${each.name} ${each.version}`} project={each} />
              ))}
            </Card>
          </>
        )}
      </div>
    </Screen>
  );
}

/** Opens to its texts, which are drawn only then: all together they are as long as a book. */
function Project({ project }: { readonly project: Package }): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <details className={classes.project} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className={classes.summary}>
        <span className={classes.name}>{project.name}</span>
        <span className={classes.version}>{project.version}</span>
        <span className={classes.licence}>{project.licence}</span>
      </summary>
      {opened ? project.texts.map((text) => <pre key={text} className={classes.licenceText}>{text}</pre>) : null}
    </details>
  );
}
