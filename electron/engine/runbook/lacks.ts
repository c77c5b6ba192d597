import { sameName } from '../registry/names.ts';
import type { RunbookFacts } from './facts.ts';
import type { RunbookRole, RunbookText } from './runbook.ts';

const nobody: Readonly<Record<Exclude<RunbookRole, 'deputy'>, string>> = {
  declares: 'Nobody is named who declares an emergency.',
  restores: 'Nobody is named who restores.',
  'tells-customers': 'Nobody is named who tells customers.',
};

/** What the page lacks to be of use, in sentences that say what to do; empty = complete. Pure. */
export function lacksOf({ people, kitKept }: RunbookText, { places, deputies, kitProvedAt }: RunbookFacts): readonly string[] {
  const has = (role: RunbookRole): boolean => people.some((each) => each.roles.includes(role));
  const lacks: string[] = [];
  if (!has('declares')) lacks.push(nobody.declares);
  if (!has('restores')) lacks.push(nobody.restores);
  if (!has('tells-customers')) lacks.push(nobody['tells-customers']);
  const stand = people.filter((each) => each.roles.includes('deputy'));
  if (stand.length === 0) lacks.push('Nobody is named who steps in when the others are away (a deputy).');
  else if (new Set(people.filter((each) => each.roles.includes('restores') || each.roles.includes('deputy'))).size === 1) {
    lacks.push('The deputy is the one who restores anyway: name somebody else, for when they are away.');
  }
  for (const { name, phone = '', email = '' } of people) if (phone === '' && email === '') lacks.push(`There is no phone number or e-mail address of ${name}.`);
  if (deputies.length === 0) lacks.push('No deputy has a key of their own: without you, nobody opens the backups.');
  else {
    for (const { name } of stand) if (!deputies.some((each) => sameName(each.name, name))) lacks.push(`${name} is named as deputy, and has no key of their own under that name.`);
    for (const { name } of deputies) if (!people.some((each) => sameName(each.name, name))) lacks.push(`${name} has a key, and is not among the people: nobody knows how to reach them.`);
  }
  if (places.length === 0) lacks.push('There is no place for backups yet.');
  if ((kitKept ?? '').trim() === '') lacks.push('It does not say where the recovery kit is kept.');
  if (kitProvedAt === undefined) lacks.push('Nobody has shown yet that they have the recovery kit.');
  return lacks;
}
