import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../electron/cli/commands.ts';

const text = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'docs', 'command-line.md'), 'utf8');
/** What stands in code in the first cell of each row. */
const described = text.split('\n').flatMap((line) => (line.startsWith('| `') ? [[...line.replaceAll(String.raw`\|`, '¦').split('|')[1]?.matchAll(/`([^`]+)`/g) ?? []].map(([, words = '']) => words)] : []));

async function program(): Promise<Command> {
  const holdfast = new Command('holdfast');
  for (const { load } of commands) (await load())(holdfast, async () => undefined);
  return holdfast;
}

describe('the page about the command line', () => {
  it('has every command and every command within one, and no other', async () => {
    const said = described.flatMap(([first = '', ...others]) => {
      const [name = '', second = ''] = first.split(' ');
      const within = [...(/^[a-z][a-z-]+$/.test(second) ? [second] : []), ...others.map((words) => words.split(' ')[0] ?? '')];
      return [name, ...within.map((each) => `${name} ${each}`)];
    });
    const there = (await program()).commands.flatMap((command) => [command.name(), ...command.commands.map((each) => `${command.name()} ${each.name()}`)]);
    expect([...new Set(said)].toSorted()).toEqual(there.toSorted());
  });

  it('names no option that there is not', async () => {
    const all = (command: Command): readonly string[] => [...command.options.map(({ long }) => long ?? ''), ...command.commands.flatMap(all)];
    const { commands: there } = await program();
    const strange = described.flatMap(([first = '', ...others]) => {
      const [name = ''] = first.split(' ');
      const known = new Set(there.filter((command) => command.name() === name).flatMap(all));
      return [first, ...others].flatMap((words) => words.match(/--[a-z-]+/g) ?? []).filter((option) => !known.has(option)).map((option) => `${name} ${option}`);
    });
    expect(strange).toEqual([]);
    expect(described.length).toBeGreaterThan(30);
  });
});
