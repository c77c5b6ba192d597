import { formatDay } from '../kit/day.ts';
import type { RunbookSection } from './runbook.ts';

/** What is on the page, in whichever form it is written down. */
export interface PageContent {
  readonly app: string;
  /** Whose copy it is, where it is a deputy's. */
  readonly copyOf?: string | undefined;
  readonly sections: readonly RunbookSection[];
  /** The age file that the deputy opens, armored. */
  readonly challenge?: { readonly deputy: string; readonly armored: string } | undefined;
  readonly writtenAt: Date;
  readonly version: string;
}

export function pageTitle({ app, copyOf }: Pick<PageContent, 'app' | 'copyOf'>): string {
  return copyOf === undefined ? `Emergency runbook for ${app}` : `Emergency runbook for ${app}: the copy of ${copyOf}`;
}

export function pageFoot({ writtenAt, version }: Pick<PageContent, 'writtenAt' | 'version'>): string {
  return `Written on ${formatDay(writtenAt)} by Holdfast ${version} from the settings as they were then.`;
}

/** The page as Markdown. What a person wrote is text in it, and nothing else. */
export function renderMarkdown(content: PageContent): string {
  const parts = [`# ${escaped(pageTitle(content))}`, escaped(pageFoot(content)), ...content.sections.map(sectionText)];
  if (content.challenge !== undefined) parts.push(`\`\`\`\n${content.challenge.armored.trim()}\n\`\`\``);
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ id, title, lines }: RunbookSection): string {
  const isMessages = id === 'messages';
  const body = lines.map(({ label, text }) => {
    const numbered = label !== undefined && /^\d+\.$/.test(label);
    if (numbered) return `${label} ${oneLine(text)}`;
    if (label === undefined) return `- ${oneLine(text)}`;
    // A message is copied as it is, with its lines.
    return isMessages ? `**${escaped(label)}**\n\n${text.split('\n').map((line) => `> ${escaped(line)}`.trimEnd()).join('\n')}\n` : `- **${escaped(label)}:** ${oneLine(text)}`;
  });
  return `## ${escaped(title)}\n\n${body.join('\n').trimEnd()}`;
}

function oneLine(text: string): string {
  return escaped(text.replaceAll('\n', ' '));
}

/** Every sign that Markdown acts on, so that it is printed as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&$]/g, '\\$&').replace(/^(\s*)([-+=])/, '$1\\$2').replace(/^(\s*\d+)([.)])/, '$1\\$2');
}
