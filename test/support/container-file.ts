import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface ContainerStep {
  readonly instruction: string;
  readonly argument: string;
}

/** The steps of `Containerfile` in a folder, lines that go on joined. @throws where a line is none. */
export function containerFile(folder: string): readonly ContainerStep[] {
  const text = readFileSync(path.join(folder, 'Containerfile'), 'utf8').replaceAll('\\\n', ' ');
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, instruction, argument] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (instruction === undefined || argument === undefined) throw new Error(`not a step: ${line}`);
    return [{ instruction, argument }];
  });
}

/** What of the checkout gets into the image. */
export function copiedFromCheckout(folder: string): readonly string[] {
  const copies = containerFile(folder).filter(({ instruction, argument }) => instruction === 'COPY' && !argument.startsWith('--from'));
  return [...new Set(copies.flatMap(({ argument }) => argument.split(' ').slice(0, -1)))];
}
