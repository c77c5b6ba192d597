import { CloseButton, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId } from 'react';
import { type GuidePage, plainWords } from '../../components/guide/blocks.ts';
import { guideGroups } from '../../components/guide/guide.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './contents.module.css';

/** Words to look for, and every page; of the page that is open, its sections too. In a small window the list opens and closes. */
export function Contents({ page, words }: { readonly page: GuidePage | undefined; readonly words: string }): ReactNode {
  const navigate = useNavigate();
  const [opened, { toggle, close }] = useDisclosure(false);
  const list = useId();
  useEffect(close, [page?.id, close]);
  const search = (typed: string): void => {
    const next = typed === '' ? {} : { words: typed };
    void navigate(page === undefined || page.id === 'index' ? { to: '/help', search: next, replace: true } : { to: '/help/$page', params: { page: page.id }, search: next, replace: true });
  };
  return (
    <div className={classes.side}>
      <TextInput
        type="search"
        aria-label={t('help.search')}
        placeholder={t('help.search')}
        maxLength={200}
        value={words}
        onChange={(event) => search(event.currentTarget.value)}
        leftSection={<IconSearch size="1.0625rem" stroke={1.75} aria-hidden />}
        rightSection={words === '' ? null : <CloseButton size="sm" aria-label={t('data.search.clear')} onClick={() => search('')} />}
      />
      <UnstyledButton className={classes.toggle} aria-expanded={opened} aria-controls={list} onClick={toggle}>
        {t('help.contents')}
        <IconChevronDown size="1rem" aria-hidden className={classes.arrow} data-opened={opened} />
      </UnstyledButton>
      <nav id={list} className={classes.list} data-opened={opened} aria-label={t('help.contents')}>
        {guideGroups.map(({ title, pages }) => (
          <div key={title} className={classes.group}>
            <div className={classes.groupTitle}>{visible(title, 80)}</div>
            <ul className={classes.pages}>
              {pages.map((each) => (
                <li key={each.id}>
                  <Link to="/help/$page" params={{ page: each.id }} className={classes.link} activeOptions={{ exact: true, includeSearch: false }}>
                    {visible(each.title, 80)}
                  </Link>
                  {each.id === page?.id && words.trim() === '' ? <Sections page={each} /> : null}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </div>
  );
}

function Sections({ page }: { readonly page: GuidePage }): ReactNode {
  const sections = page.blocks.filter((block) => block.kind === 'heading' && block.level === 2);
  if (sections.length < 2) return null;
  return (
    <ul className={classes.sections} aria-label={t('help.on-this-page')}>
      {sections.map((block) =>
        block.kind === 'heading' ? (
          <li key={block.id}>
            <Link to="/help/$page" params={{ page: page.id }} search={{ section: block.id }} className={classes.section}>
              {visible(plainWords(block.inside), 80)}
            </Link>
          </li>
        ) : null,
      )}
    </ul>
  );
}
