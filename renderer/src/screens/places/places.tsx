import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBrandGoogleDrive, IconCloudPlus, IconFolderPlus } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { AddBucket } from '../../components/add-bucket/add-bucket.tsx';
import { Card } from '../../components/card.tsx';
import { HelpLink } from '../../components/help-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { AddGoogleDrive } from '../../components/google-drive/add-google-drive.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';
import { AddFolder } from './add-folder.tsx';
import { conditionOf, type Together, together } from './condition.ts';
import { PlaceCard } from './place-card.tsx';
import classes from './places.module.css';
import { TakenTogether } from './together.tsx';

/** Where the backups lie, and in what state each of these places was found just now. */
export function Places(): ReactNode {
  const list = useQuery(query.places.list.queryOptions());
  const places = list.data?.places;
  const looks = useQueries({ queries: (places ?? []).map(({ name }) => query.places.look.queryOptions({ input: { place: name } })) });
  const [adding, add] = useDisclosure(false);
  const [addingBucket, addBucket] = useDisclosure(false);
  const [addingDrive, addDrive] = useDisclosure(false);
  if (list.error !== null) {
    return (
      <Screen title={t('places.title')} sentence={t('places.sentence.problem')}>
        <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void queryClient.invalidateQueries() }} />
      </Screen>
    );
  }
  if (places === undefined) {
    return (
      <Screen title={t('places.title')} sentence={t('places.sentence.looking')}>
        <Skeleton height={210} radius="var(--hf-radius-card)" role="status" aria-label={t('common.loading')} />
      </Screen>
    );
  }
  const conditions = looks.map((look) => conditionOf(look.data, look.error !== null));
  const addButtons = (
    <>
      <Button variant="default" leftSection={<IconBrandGoogleDrive size="1.125rem" stroke={1.75} />} onClick={addDrive.open}>
        {t('drive.add')}
      </Button>
      <Button variant="default" leftSection={<IconCloudPlus size="1.125rem" stroke={1.75} />} onClick={addBucket.open}>
        {t('bucket.add')}
      </Button>
      <Button leftSection={<IconFolderPlus size="1.125rem" stroke={1.75} />} onClick={add.open}>
        {t('places.add')}
      </Button>
    </>
  );
  return (
    <Screen title={t('places.title')} sentence={sentenceOf(together(conditions))} actions={places.length === 0 ? undefined : addButtons}>
      {places.map((place, index) => {
        const look = looks[index];
        return (
          <PlaceCard
            key={place.name}
            place={place}
            state={look?.data}
            problem={look === undefined || look.error === null ? undefined : toProblem(look.error)}
            looking={look?.isFetching === true}
            isOnly={places.length === 1}
            onLook={() => void look?.refetch()}
          />
        );
      })}
      {places.length === 0 ? (
        <Card>
          <EmptyState icon={IconFolderPlus} title={t('places.none.title')} action={<div className={classes.actions}>{addButtons}</div>}>
            {t('places.none.text')} <HelpLink page="places" section="which-places-are-right-for-you">{t('help.which-place')}</HelpLink>
          </EmptyState>
        </Card>
      ) : null}
      {places.length === 0 ? null : <TakenTogether />}
      {places.length === 1 ? (
        <div className={classes.second}>
          <div>
            <h2 className={classes.secondTitle}>{t('places.second.title')}</h2>
            <div className={classes.secondText}>{t('places.second.text')}</div>
            <HelpLink page="places" section="which-places-are-right-for-you">{t('help.which-place')}</HelpLink>
          </div>
        </div>
      ) : null}
      {adding ? <AddFolder taken={places.map(({ name }) => name)} onClose={add.close} /> : null}
      {addingBucket ? <AddBucket taken={places.map(({ name }) => name)} onClose={addBucket.close} /> : null}
      {addingDrive ? <AddGoogleDrive taken={places.map(({ name }) => name)} onClose={addDrive.close} /> : null}
    </Screen>
  );
}

function sentenceOf(all: Together): string {
  return 'count' in all ? t(`places.sentence.${all.kind}`, { count: all.count }) : t(`places.sentence.${all.kind}`);
}
