import type { Readiness } from './types.ts';

/** What the letter says, in its first sentence; and why it is no better one, each thing said once. */
export function gradeWords({ sentence, limitedBy }: Pick<Readiness, 'sentence' | 'limitedBy'>): { readonly answer: string; readonly why: string } {
  const end = sentence.indexOf('. ');
  const answer = end === -1 ? sentence : sentence.slice(0, end + 1);
  const rest = end === -1 ? '' : sentence.slice(end + 2).trim();
  return { answer, why: rest === '' || limitedBy.says.includes(rest) ? limitedBy.says : `${rest} ${limitedBy.says}` };
}
