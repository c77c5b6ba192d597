import { assertNever } from '../../../shared/model/errors.ts';
import { incidentSentence } from '../compare/incidents/sentence.ts';
import { schemaChangeSentence } from '../schema-history/words.ts';
import type { GuardFinding, GuardLook } from './session.ts';

/** A finding as a sentence, for where there is no page. */
export function findingSentence(finding: GuardFinding): string {
  switch (finding.kind) {
    case 'incident': {
      const { kind, tables } = finding.incident;
      const sentence = incidentSentence(kind, tables.map(({ name, records, of, fields }) => ({ name, records, of, fields })));
      return finding.few ? `${sentence} Everyday work may explain that; look whether it was meant.` : sentence;
    }
    case 'renamed':
      return `“${finding.field}” of ${finding.table} looks renamed to “${finding.to}”: the same value in ${share(finding.same, finding.of)} records that had one.`;
    case 'type':
      return `“${finding.field}” of ${finding.table} was ${finding.from} and is ${finding.to}${finding.records === 0 ? '' : `, in ${counted(finding.records)}`}.`;
    case 'machine-made':
      return `${counted(finding.records)} of ${finding.table} ${finding.records === 1 ? 'is' : 'are'} new and ${finding.records === 1 ? 'looks' : 'look'} machine-made${whyMachineMade(finding)}.`;
    case 'schema':
      return finding.records === undefined || finding.records === 0 ? schemaChangeSentence(finding.change) : `${schemaChangeSentence(finding.change)} ${counted(finding.records)} had a value in it; your app may still store them, but does not show them.`;
    case 'created':
      return `${counted(finding.records)} of ${finding.table} ${finding.records === 1 ? 'is' : 'are'} new${finding.weight === 'normal' ? ', as in everyday use' : ': more than everyday use explains'}.`;
    case 'edited':
      return `${counted(finding.records)} of ${finding.table} ${finding.records === 1 ? 'was' : 'were'} changed${finding.weight === 'normal' ? ', as in everyday use' : ': more than everyday use explains'}.`;
    default:
      return assertNever(finding);
  }
}

/** What a look says in one sentence; never more than was compared. */
export function verdictSentence({ verdict, tables, records, unsure, findings }: GuardLook): string {
  const compared = `${formatted(records)} ${records === 1 ? 'record' : 'records'} of ${formatted(tables)} ${tables === 1 ? 'table' : 'tables'} compared`;
  switch (verdict) {
    case 'nothing-lost':
      return `Nothing was lost so far: ${compared}.`;
    case 'few':
      return 'A little is gone or blank: look whether that was meant.';
    case 'unsure':
      return `Nothing is missing in what could be compared (${compared}); ${formatted(unsure.length)} ${unsure.length === 1 ? 'table' : 'tables'} could not be, or not all of ${unsure.length === 1 ? 'it' : 'them'}.`;
    case 'lost': {
      const losses = findings.filter(({ weight }) => weight === 'loss').length;
      return losses === 1 ? 'Something was lost.' : `${formatted(losses)} losses.`;
    }
    default:
      return assertNever(verdict);
  }
}

function whyMachineMade({ placeholder, sameSecond, alike }: Extract<GuardFinding, { kind: 'machine-made' }>): string {
  const reasons = [
    ...(sameSecond > 0 ? ['made in the same second'] : []),
    ...(alike > 0 ? ['alike but for numbers'] : []),
    ...(placeholder > 0 ? ['placeholder words'] : []),
  ];
  return reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
}

function share(part: number, whole: number): string {
  return `${formatted(part)} of ${formatted(whole)}`;
}

function counted(records: number): string {
  return `${formatted(records)} ${records === 1 ? 'record' : 'records'}`;
}

function formatted(count: number): string {
  return count.toLocaleString('en-US');
}
