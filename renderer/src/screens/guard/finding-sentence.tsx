import type { ReactNode } from 'react';
import { PlainText } from '../../components/plain-text.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { findingSaid } from './finding-words.ts';
import type { Said } from './said.ts';
import type { GuardFinding } from './sentence.ts';

/** A finding as a person would say it; names from the app keep to themselves in their direction of writing. */
export function FindingSentence({ finding }: { readonly finding: GuardFinding }): ReactNode {
  return <SaidWords said={findingSaid(finding, node)} />;
}

export function SaidWords({ said: { text, names } }: { readonly said: Said }): ReactNode {
  return withNodes(text, Object.fromEntries(Object.entries(names).map(([name, value]) => [name, <PlainText key={name} value={value} longest={60} />])));
}
