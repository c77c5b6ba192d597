import type { RunbookFacts } from './facts.ts';
import type { RunbookSection } from './runbook.ts';

/** What the deputy has to do, on their own copy of the page: once now, to prove their key, and when it happened. */
export function deputySection(deputy: string, { app, places }: Pick<RunbookFacts, 'app' | 'places'>, objectName: string): RunbookSection {
  const [first] = places;
  const steps = [
    `Keep this page and your own key, ${deputy}, where you find both without the others and without their computer.`,
    'Prove now that your key works: open the code below with it, and tell it to whoever gave you this page. They type it in Holdfast, under Runbook.',
    `With Holdfast: install it, choose “Open a backup”, ${first === undefined ? 'the place' : `“${first.name}” (${first.location})`} and your key; Runbook there shows the code.`,
    `Without: install age (age-encryption.org), save the code’s text as code.age (in the place it is ${objectName}), and run: age -d -i YOUR-KEY-FILE code.age`,
    `When something is wrong with ${app} and the others are away: do what is under “What to do”.`,
  ];
  return { id: 'challenge', title: `${deputy}: what you have to do`, lines: steps.map((text, n) => ({ label: `${n + 1}.`, text })) };
}

/** Parts that a deputy's copy has no room for: they are in the page itself, which lies in the places. */
export const leftToThePage: ReadonlySet<string> = new Set(['messages', 'notes']);
