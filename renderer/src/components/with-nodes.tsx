import { Fragment, type ReactNode } from 'react';

const marks = /\uE000(\w+)\uE001/;

/** A stand-in for a value of `t` that is no text but an element: `withNodes(t('key', { table: node('table') }), { table: <bdi>…</bdi> })`. */
export function node(name: string): string {
  return `\uE000${name}\uE001`;
}

/** A sentence with its elements in their places, so that a name from elsewhere keeps to itself in its direction of writing. */
export function withNodes(sentence: string, nodes: Readonly<Record<string, ReactNode>>): ReactNode {
  return sentence.split(marks).map((part, i) => <Fragment key={i}>{i % 2 === 0 ? part : nodes[part]}</Fragment>);
}
