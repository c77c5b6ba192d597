import { linkToBucket } from '../../../shared/model/holdfast-link.ts';
import { type KitContent, kitWords } from './content.ts';
import { keyGroups } from './key-groups.ts';

const groupsInLine = 4;
const lineLength = 100;

/**
 * The kit as text. It is an age identity file as it stands: every line but the key begins with `#`, so that both
 * `age -d -i KIT.txt` and `holdfast open --identity-file KIT.txt` take it.
 */
export function renderTextKit(content: KitContent): string {
  const words = kitWords(content);
  const places = content.places.flatMap(({ name, location, notes = [] }) => [`${name}: ${location}`, ...notes.map((note) => `    ${note}`)]);
  const [first] = content.places;
  const link = first?.kind === 's3' ? linkToBucket(first.location, first.region) : undefined;
  const open = `  holdfast open ${quoted(first?.location ?? 'FOLDER')}${first?.options ?? ''} --identity-file THIS-FILE`;
  const lines = [
    `Holdfast ${words.title[0]?.toLowerCase() ?? ''}${words.title.slice(1)}`,
    '',
    ...wrapped(words.purpose.join(' ')),
    '',
    ...words.warning.flatMap(wrapped),
    '',
    'Where the backups lie:',
    ...[...words.places, ...places].map((each) => `  ${each}`),
    '',
    'To open them with Holdfast:',
    ...words.withHoldfast.map((each, n) => `  ${n + 1}. ${each}`),
    ...(link === undefined ? [] : ['  or follow this link where it is installed; it fills in the address, and nothing else:', `  ${link}`]),
    'or on the command line:',
    `${open} snapshots`,
    `${open} export --snapshot latest --format csv --out FOLDER`,
    ...(first?.kind === 's3' ? ['  (with the access key in AWS_ACCESS_KEY_ID and its secret in AWS_SECRET_ACCESS_KEY)'] : []),
    '',
    'Without Holdfast: install age (age-encryption.org) and zstd, two free programs, open README.txt in the',
    'folder above (download that first if it is not on this computer) and follow it; this file is the',
    'identity file (age -d -i THIS-FILE …).',
    '',
    `Who has this kit:  ${content.keptBy ?? '________________________________________'}`,
    ...(content.keptBy === undefined ? [`Deputy:  ${content.deputy ?? '________________________________________'}`] : []),
    '',
    `Vault: ${content.vaultId}`,
    `Written: ${words.written} by Holdfast ${content.version}`,
    `public key: ${content.recipient}`,
    '',
    'The key in numbered groups, and as a whole on the last line:',
    ...groupLines(content.identity),
  ];
  return `${lines.map((line) => `# ${shown(line)}`.trimEnd()).join('\n')}\n${content.identity}\n`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > lineLength) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function groupLines(identity: string): string[] {
  const cells = keyGroups(identity).map((group, n) => `${String(n + 1).padStart(2)} ${group}`);
  const lines: string[] = [];
  for (let from = 0; from < cells.length; from += groupsInLine) lines.push(`  ${cells.slice(from, from + groupsInLine).join('   ')}`);
  return lines;
}

/** Nothing in a name may end the comment it stands in, or turn round what a terminal shows of it. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/gu, '\uFFFD');
}

function quoted(text: string): string {
  return /^[\w./~-]+$/.test(text) ? text : `"${text}"`;
}
