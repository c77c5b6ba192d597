import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/model/record.ts';
import { formatDay } from '../kit/day.ts';
import type { RunbookFacts, RunbookPlace } from './facts.ts';
import type { RunbookLine, RunbookPerson, RunbookRole, RunbookSection, RunbookText } from './runbook.ts';
import { messageWords, roleWords, suggestedMessages } from './words.ts';

/** What was said and proved of the page itself, as it is stamped on it. */
export interface Stamps {
  readonly rereadAt?: string | undefined;
  readonly deputyProvedAt?: string | undefined;
}

/** A longer address stands with the places alone. */
const longestInStep = 100;
const roles: readonly RunbookRole[] = ['declares', 'restores', 'tells-customers', 'deputy'];

/** Phone numbers and e-mail addresses taken out. */
export function withoutContacts(text: RunbookText): RunbookText {
  return { ...text, people: text.people.map(({ name, roles: parts }) => ({ name, roles: parts })) };
}

/** The page, from what a person wrote and the settings as they are. Says nothing that changes with each backup. */
export function pageSections(text: RunbookText, facts: RunbookFacts, stamps: Stamps): readonly RunbookSection[] {
  const written: RunbookSection[] = [
    { id: 'people', title: 'Who does what', lines: peopleLines(text) },
    { id: 'steps', title: 'What to do', lines: steps(text, facts).map((step, n) => ({ label: `${n + 1}.`, text: step })) },
    { id: 'places', title: 'Where the backups are', lines: facts.places.length === 0 ? [{ text: 'Nowhere yet: no place was chosen.' }] : [...facts.places.map(placeLine), { text: howOften(facts) }] },
    { id: 'key', title: 'The key that opens them', lines: keyLines(text, facts) },
    { id: 'golden', title: 'What must be true afterwards', lines: facts.goldenChecks.map((name) => ({ text: name })) },
    { id: 'notes', title: 'Also good to know', lines: text.notes.split('\n').flatMap((line) => (line.trim() === '' ? [] : [{ text: line.trim() }])) },
    { id: 'messages', title: 'What to tell customers', lines: messagesOf(text, facts.app).map(({ id, text: words }) => ({ label: messageWords[id], text: words })) },
    { id: 'proofs', title: 'What was proved', lines: proofLines(facts, stamps) },
  ];
  return written.flatMap((section) => (section.lines.length === 0 ? [] : [{ ...section, lines: section.lines.map(shownLine) }]));
}

/** Two pages with the same hash say the same. @param isWhole with what was proved; without, what a person read and wrote. */
export function pageHash(app: string, sections: readonly RunbookSection[], isWhole: boolean): string {
  const said = sections.filter(({ id }) => isWhole || id !== 'proofs');
  return createHash('sha256').update(canonicalJson({ app, sections: said.map(({ id, title, lines }) => ({ id, title, lines: lines.map(({ label, text }) => [label ?? '', text]) })) })).digest('hex');
}

/** The messages that count: a person's own, else as suggested. */
function messagesOf(text: RunbookText, app: string): RunbookText['messages'] {
  return suggestedMessages(app).map((suggested) => text.messages.find(({ id, text: own }) => id === suggested.id && own.trim() !== '') ?? suggested);
}

function peopleLines({ people }: RunbookText): RunbookLine[] {
  const told = new Set<RunbookPerson>();
  return roles.flatMap((role): RunbookLine[] => {
    const those = people.filter((each) => each.roles.includes(role));
    if (those.length === 0) return [{ label: roleWords[role], text: 'nobody is named' }];
    const texts = those.map((each) => {
      const contacts = [each.phone, each.email].filter((contact) => contact !== undefined && contact !== '');
      if (contacts.length === 0) return each.name;
      if (told.has(each)) return `${each.name} (see above)`;
      told.add(each);
      return `${each.name} · ${contacts.join(' · ')}`;
    });
    return [{ label: roleWords[role], text: texts.join('; ') }];
  });
}

function steps(text: RunbookText, { app, connection, places }: RunbookFacts): readonly string[] {
  const [first] = places;
  const where = first === undefined ? 'where the backups lie' : first.location.length > longestInStep ? `“${first.name}” (see beside)` : `“${first.name}” (${first.location})`;
  const writes = connection.platform === 'base44';
  return [
    `Change and rebuild nothing more in ${app}. Stop what writes into it: automations, imports, an AI that edits it. Write down the time.`,
    `On the computer that makes the backups, open Holdfast, ${app}, Timeline: find the last good backup, and compare it with now.`,
    writes ? 'Choose Restore. It first makes a backup of the broken state, shows what it would do, and writes nothing until somebody says yes.' : 'Choose Restore and take the tables out as files: Holdfast cannot write into this app by itself.',
    `Is that computer gone? Install Holdfast on another one, choose “Open a backup” and ${where}, and give the key.`,
    ...(connection.platform === 'base44' ? [`To write from there, connect the app: sign in at ${connection.url}, make an access token, and give it to Holdfast with the app id ${connection.appId}.`] : []),
    'Without Holdfast: README.txt beside the backups says how, with two free programs and the key.',
    text.people.some((each) => each.roles.includes('tells-customers')) ? 'Tell customers early, again on the way, and when it is over: see below. Then make a backup, and check what must be true.' : 'Tell customers: see below. Then make a backup, and check what must be true.',
  ];
}

function placeLine({ name, location, notes }: RunbookPlace): RunbookLine {
  return { label: name, text: notes.length === 0 ? location : `${location} – ${notes.join(' ')}` };
}

function howOften({ everyHours, objectiveHours }: RunbookFacts): string {
  const made = everyHours === undefined ? 'Backups are made by hand only.' : `A backup is made at least every ${hours(everyHours)}.`;
  return objectiveHours === undefined ? made : `${made} At most ${objectiveHours === 1 ? 'an hour' : hours(objectiveHours)} of work may be lost.`;
}

function keyLines({ kitKept }: RunbookText, { deputies }: RunbookFacts): RunbookLine[] {
  const kept = kitKept?.trim() ?? '';
  return [
    { label: 'Recovery kit', text: kept === '' ? 'nobody wrote down where it is kept' : kept },
    { label: 'Deputies', text: deputies.length === 0 ? 'nobody else has a key' : `${deputies.map(({ name }) => name).join(', ')}: with a key of their own` },
  ];
}

function proofLines({ kitProvedAt, lastDrill, deputies }: RunbookFacts, { rereadAt, deputyProvedAt }: Stamps): RunbookLine[] {
  return [
    {
      label: 'Restore',
      text: lastDrill === undefined ? 'never tried: nobody knows whether it works' : lastDrill.ok ? `tried on ${day(lastDrill.at)} from “${lastDrill.place}”, in ${duration(lastDrill.durationMs)}` : `tried on ${day(lastDrill.at)} from “${lastDrill.place}”, and it failed`,
    },
    { label: 'Recovery kit', text: kitProvedAt === undefined ? 'nobody has shown that they have it' : `shown on ${day(kitProvedAt)}` },
    ...(deputies.length === 0 ? [] : [{ label: 'Deputy’s key', text: deputyProvedAt === undefined ? 'not proved yet' : `proved on ${day(deputyProvedAt)}` }]),
    { label: 'This page', text: rereadAt === undefined ? 'not re-read yet' : `re-read on ${day(rereadAt)}` },
  ];
}

function day(instant: string): string {
  return formatDay(new Date(instant));
}

function hours(count: number): string {
  if (count > 24 && count % 24 === 0) return `${count / 24} days`;
  return count === 1 ? 'hour' : `${Math.round(count * 10) / 10} hours`;
}

function duration(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return `${Math.round(ms / 60_000)} minutes`;
}

/** Nothing in a name may break a line, or turn round what is shown of it. */
function shownLine({ label, text }: RunbookLine): RunbookLine {
  return { ...(label === undefined ? {} : { label: shown(label) }), text: text.split('\n').map(shown).join('\n') };
}

function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/gu, '\uFFFD').trim();
}
