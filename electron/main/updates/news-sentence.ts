const longest = 200;

/**
 * What is new, as one sentence of plain text, from notes that may be HTML, Markdown or anything: tags, marks of Markdown, links, control characters and
 * those that turn the direction of writing are taken out, and what is too long is cut. Undefined where nothing is left.
 */
export function newsSentence(notes: string): string | undefined {
  const plain = notes
    .slice(0, 20_000)
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:#\w{1,8}|\w{2,10});/g, ' ')
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/\p{Cf}|[^\P{Cc}\n]/gu, ' ')
    .split('\n')
    .map((line) => line.trim())
    // The title of the notes says nothing; a line of its own that ends in a colon announces a list.
    .filter((line) => line !== '' && !/^(#{1,6}\s|[-=*_]{3,}$)/.test(line) && !line.endsWith(':'))
    .join(' ')
    .replace(/(^|\s)([-*+>]|\d{1,3}\.)\s+/g, '$1')
    .replace(/\*\*|__|`|[<>]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const [sentence = ''] = /^.+?[.!?…](?=\s|$)/u.exec(plain) ?? [plain];
  if (sentence === '') return undefined;
  return sentence.length <= longest ? sentence : `${sentence.slice(0, longest - 1).trimEnd()}…`;
}
