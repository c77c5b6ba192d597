import { timelineContent, type TimelineWords } from './timeline-content.ts';

/** The timeline as Markdown (CommonMark and GitHub's tables). Whatever people, tables or platforms wrote stays text: it makes no heading, link, picture or HTML. */
export function timelineMarkdown(words: TimelineWords): string {
  const { title, note, facts, steps, entries, problems, learnt, footer } = timelineContent(words);
  return `${[
    `# ${line(title)}`,
    line(note),
    facts.map(({ label, says }) => `- **${line(label)}:** ${line(says)}`).join('\n'),
    '## What happened',
    ['| When | After | Who | What |', '| --- | --- | --- | --- |', ...entries.map(({ at, after, by, says }) => `| ${[at, after, by, says].map(line).join(' | ')} |`)].join('\n'),
    '## What was done',
    steps.map(({ title: step, says }) => `- **${line(step)}:** ${line(says)}`).join('\n'),
    ...(problems.length === 0 ? [] : ['## What did not work', problems.map((says) => `- ${line(says)}`).join('\n')]),
    '## What was learnt',
    learnt === undefined ? 'Nothing was written down.' : paragraphs(learnt),
    '---',
    line(footer),
  ].join('\n\n')}\n`;
}

/** Controls and what turns a line round; the joiners that some scripts need stay. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/gu;
/** Everything that begins something in Markdown, a cell's border and HTML among it. */
const meaning = /[\\`*_{}[\]<>|~#&$@]/g;
/** What means something only where a line begins, and an address that becomes a link by itself. */
const atStart = /^(\s*)([-+=]|\d+[.)])/;
const address = /(https?|ftp)(:)(?=\/\/)|\b(www)(\.)/gi;

function line(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll(unprintable, '').trim();
  const escaped = plain.replaceAll(meaning, (character) => (character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`));
  return escaped.replace(address, '$1$3\\$2$4').replace(atStart, (_all, space: string, mark: string) => `${space}${mark.length === 1 ? `\\${mark}` : `${mark.slice(0, -1)}\\${mark.slice(-1)}`}`);
}

function paragraphs(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map(line)
    .filter((each) => each !== '')
    .join('\n\n');
}
