import type { Answers } from '../../app/connection/client.ts';

export type RunbookAnswer = Answers['runbook']['get'];
export type RunbookText = RunbookAnswer['text'];
export type Role = RunbookText['people'][number]['roles'][number];
export type MessageId = RunbookText['messages'][number]['id'];

export const roles = ['declares', 'restores', 'tells-customers', 'deputy'] as const satisfies readonly Role[];

export interface DraftPerson {
  /** Of the row: a name may be typed anew. */
  readonly key: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** What is typed, before it is saved. */
export interface Draft {
  readonly people: readonly DraftPerson[];
  readonly kitKept: string;
  readonly notes: string;
  readonly messages: Readonly<Record<MessageId, string>>;
  readonly leaveOutContacts: boolean;
}

let rows = 0;
export function newPerson(some: readonly Role[] = []): DraftPerson {
  rows += 1;
  return { key: `row-${rows}`, name: '', phone: '', email: '', roles: some };
}

export function draftOf({ text, suggestedMessages }: Pick<RunbookAnswer, 'text' | 'suggestedMessages'>): Draft {
  const messages = { 'we-know': '', progress: '', over: '' };
  for (const { id, text: words } of [...suggestedMessages, ...text.messages]) messages[id] = words;
  return {
    people: text.people.map(({ name, phone = '', email = '', roles: some }) => ({ ...newPerson(some), name, phone, email })),
    kitKept: text.kitKept ?? '',
    notes: text.notes,
    messages,
    leaveOutContacts: text.leaveOutContacts === true,
  };
}

/** Three people, as most need them. */
export function beginning(draft: Draft): Draft {
  return { ...draft, people: [newPerson(['declares', 'restores']), newPerson(['tells-customers']), newPerson(['deputy'])] };
}

/** Rows in which nothing was typed are no people. */
function isBlank({ name, phone, email }: DraftPerson): boolean {
  return `${name}${phone}${email}`.trim() === '';
}

/** What keeps a row from being saved. */
export function wrongWith(person: DraftPerson): 'no-name' | 'no-role' | undefined {
  if (isBlank(person)) return undefined;
  if (person.name.trim() === '') return 'no-name';
  return person.roles.length === 0 ? 'no-role' : undefined;
}

/** What can be kept of it, or shown on the page: whole rows. */
export function textOf({ people, kitKept, notes, messages, leaveOutContacts }: Draft): RunbookText {
  const trimmed = (name: 'phone' | 'email' | 'kitKept', value: string) => (value.trim() === '' ? {} : { [name]: value.trim() });
  return {
    people: people.flatMap((person) => (isBlank(person) || wrongWith(person) !== undefined ? [] : [{ name: person.name.trim(), roles: [...person.roles], ...trimmed('phone', person.phone), ...trimmed('email', person.email) }])),
    notes,
    messages: (['we-know', 'progress', 'over'] as const).map((id) => ({ id, text: messages[id] })),
    ...trimmed('kitKept', kitKept),
    ...(leaveOutContacts ? { leaveOutContacts } : {}),
  };
}

/** Do two say the same? What differs only by rows that are still blank does not count. */
export function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(textOf(one)) === JSON.stringify(textOf(other)) && one.people.every((person) => wrongWith(person) === undefined);
}
