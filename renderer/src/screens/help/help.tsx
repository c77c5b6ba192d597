import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { Link, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { placeBeforeHelp } from '../../app/before-help.ts';
import { Card } from '../../components/card.tsx';
import type { GuidePage } from '../../components/guide/blocks.ts';
import { guideIndex, guidePage, guidePages } from '../../components/guide/guide.ts';
import { searchGuide } from '../../components/guide/search.ts';
import { LinkWords } from '../../components/links.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { Blocks } from './blocks.tsx';
import { Contents } from './contents.tsx';
import classes from './help.module.css';
import { Results } from './results.tsx';

/** The guide's index. */
export function HelpStart(): ReactNode {
  return <Guide page={guideIndex} />;
}

/** One page of the guide. */
export function Help(): ReactNode {
  const { page } = useParams({ from: '/shell/help/$page' });
  return <Guide page={guidePage(page)} />;
}

/** The user guide, from this computer: nothing of it comes from elsewhere. */
function Guide({ page }: { readonly page: GuidePage | undefined }): ReactNode {
  const { section, words = '' } = useSearch({ strict: false });
  const isSearch = words.trim() !== '';
  const hits = isSearch ? searchGuide(guidePages, words) : [];
  useSection(isSearch ? undefined : section, page?.id);
  const sentence = isSearch ? (hits.length === 0 ? t('help.found.none') : t('help.found', { count: hits.length })) : page === undefined ? t('help.no-page') : page.id === 'index' ? t('help.sentence') : visible(page.title, 120);
  return (
    <Screen title={t('help.title')} sentence={<span role={isSearch ? 'status' : undefined}>{sentence}</span>} actions={<Leave />}>
      <div className={classes.layout}>
        <Contents page={page} words={words} />
        <Card className={classes.page}>
          <article className={classes.article}>
            {isSearch ? (
              <Results hits={hits} />
            ) : page === undefined ? (
              <LinkWords to="/help">{t('help.all-pages')}</LinkWords>
            ) : (
              <>
                <Blocks blocks={page.blocks} />
                <Neighbours page={page} />
              </>
            )}
          </article>
        </Card>
      </div>
    </Screen>
  );
}

function Leave(): ReactNode {
  const { history } = useRouter();
  return (
    <Button variant="default" leftSection={<IconArrowLeft size="1.125rem" stroke={1.75} aria-hidden />} onClick={() => history.push(placeBeforeHelp())}>
      {t('help.leave')}
    </Button>
  );
}

/** The pages before and after this one. */
function Neighbours({ page }: { readonly page: GuidePage }): ReactNode {
  const at = guidePages.findIndex(({ id }) => id === page.id);
  const before = at > 0 ? guidePages[at - 1] : undefined;
  const next = guidePages[at + 1];
  return (
    <nav className={classes.neighbours} aria-label={t('help.pages')}>
      {before === undefined ? <span /> : <Neighbour page={before} way="before" />}
      {next === undefined ? null : <Neighbour page={next} way="next" />}
    </nav>
  );
}

function Neighbour({ page: { id, title }, way }: { readonly page: GuidePage; readonly way: 'before' | 'next' }): ReactNode {
  return (
    <Link to="/help/$page" params={{ page: id }} className={classes.neighbour}>
      {way === 'before' ? <IconArrowLeft size="1rem" aria-hidden /> : null}
      {t(`help.${way}`, { title })}
      {way === 'next' ? <IconArrowRight size="1rem" aria-hidden /> : null}
    </Link>
  );
}

/** Brings the section that an address names into view, and the focus to it. */
function useSection(section: string | undefined, page: string | undefined): void {
  useEffect(() => {
    if (section === undefined) return undefined;
    // The router scrolls a new page to its top first, and the frame of the screen takes the focus.
    const frame = requestAnimationFrame(() => {
      const heading = document.getElementById(section);
      heading?.scrollIntoView({ block: 'start' });
      heading?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [section, page]);
}
