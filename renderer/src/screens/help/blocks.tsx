import { Modal, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { Block, Inline } from '../../components/guide/blocks.ts';
import { t } from '../../strings/translate.ts';
import classes from './blocks.module.css';

/** A page of the guide, drawn. */
export function Blocks({ blocks }: { readonly blocks: readonly Block[] }): ReactNode {
  return blocks.map((block, index) => <OneBlock key={index} block={block} />);
}

function OneBlock({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading': {
      const Tag = `h${block.level}` as const;
      return (
        <Tag id={block.id} tabIndex={-1} className={classes.heading} data-level={block.level}>
          <Words parts={block.inside} />
        </Tag>
      );
    }
    case 'paragraph':
      return (
        <p className={classes.paragraph}>
          <Words parts={block.inside} />
        </p>
      );
    case 'list': {
      const Tag = block.ordered ? 'ol' : 'ul';
      return (
        <Tag className={classes.list} {...(block.ordered && block.start !== 1 ? { start: block.start } : {})}>
          {block.items.map((item, index) => (
            <li key={index}>
              <Blocks blocks={item} />
            </li>
          ))}
        </Tag>
      );
    }
    case 'table':
      return <Table head={block.head} rows={block.rows} />;
    case 'code':
      // Reached by the Tab key, so that what is wider than the page can be scrolled without a mouse.
      return (
        <pre className={classes.code} data-scrolls tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote className={classes.quote}>
          <Blocks blocks={block.inside} />
        </blockquote>
      );
    case 'picture':
      return <Picture light={block.light} dark={block.dark} alt={block.alt} />;
  }
}

function Table({ head, rows }: Pick<Block & { kind: 'table' }, 'head' | 'rows'>): ReactNode {
  const isNamed = head.some((cell) => cell.length > 0);
  return (
    <div className={classes.tableFrame} data-scrolls tabIndex={0}>
      <table className={classes.table}>
        {isNamed ? (
          <thead>
            <tr>
              {head.map((cell, index) => (cell.length === 0 ? <td key={index} /> : <th key={index} scope="col"><Words parts={cell} /></th>))}
            </tr>
          </thead>
        ) : null}
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index}>
                  <Words parts={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Picture({ light, dark, alt }: Omit<Block & { kind: 'picture' }, 'kind'>): ReactNode {
  const scheme = useComputedColorScheme('light');
  const [opened, { open, close }] = useDisclosure(false);
  const src = scheme === 'dark' ? dark : light;
  return (
    <>
      <UnstyledButton className={classes.frame} onClick={open} title={t('help.enlarge')}>
        {/* The size of every picture of the guide: what is below it stays where it is while it is loaded. */}
        <img src={src} alt={alt} width={900} height={600} loading="lazy" decoding="async" className={classes.picture} />
      </UnstyledButton>
      <Modal opened={opened} onClose={close} title={alt} size="min(62rem, 95vw)" centered closeButtonProps={{ 'aria-label': t('common.close') }}>
        <img src={src} alt="" width={900} height={600} className={classes.picture} />
      </Modal>
    </>
  );
}

/** Words inside a line. */
function Words({ parts }: { readonly parts: readonly Inline[] }): ReactNode {
  return parts.map((part, index) => <Fragment key={index}>{word(part)}</Fragment>);
}

function word(part: Inline): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code className={classes.inline}>{part.text}</code>;
    case 'strong':
      return (
        <strong>
          <Words parts={part.inside} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Words parts={part.inside} />
        </em>
      );
    case 'page':
      return (
        <Link to="/help/$page" params={{ page: part.page }} search={part.section === undefined ? {} : { section: part.section }} className={classes.link}>
          <Words parts={part.inside} />
        </Link>
      );
    case 'outside':
      return (
        <a href={part.address} target="_blank" rel="noopener noreferrer" className={classes.link} title={`${part.address} · ${t('help.outside')}`}>
          <Words parts={part.inside} />
        </a>
      );
    case 'source':
      return (
        <>
          <Words parts={part.inside} />
          {part.inside.some((each) => 'text' in each && each.text.includes(part.path)) ? null : (
            <>
              {' '}
              (<code className={classes.inline}>{part.path}</code>)
            </>
          )}
        </>
      );
  }
}
