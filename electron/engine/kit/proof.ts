import { HoldfastError } from '../../../shared/model/errors.ts';
import type { KitAnswer, KitChallenge, KitProof } from './kit-desk.ts';
import { groupLength, isSameGroup, keyGroups } from './key-groups.ts';

const askedFor = 3;
const wrongTriesAllowed = 10;

interface Asked {
  readonly groups: readonly number[];
  wrongTries: number;
}

/**
 * Asks for a few groups of a key and judges what is typed. Only groups that were asked for count, and a question ends after ten wrong
 * answers, so that a proof says something about the paper in somebody's hand.
 */
export class KitQuestions {
  readonly #random: () => number;
  /** By vault; in memory alone, so that a question does not outlive the program. */
  readonly #asked = new Map<string, Asked>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Other groups than the last time. */
  ask(vaultId: string, identity: string): KitChallenge {
    const groups = keyGroups(identity);
    const before = this.#asked.get(vaultId)?.groups ?? [];
    const left = groups.flatMap((group, n) => (group.length === groupLength && !before.includes(n + 1) ? [n + 1] : []));
    const chosen: number[] = [];
    while (chosen.length < askedFor && left.length > 0) chosen.push(...left.splice(Math.floor(this.#random() * left.length), 1));
    chosen.sort((a, b) => a - b);
    this.#asked.set(vaultId, { groups: chosen, wrongTries: 0 });
    return { groups: chosen, of: groups.length, length: groupLength };
  }

  /** @throws conflict when nothing is asked for (any more). */
  judge(vaultId: string, identity: string, answers: readonly KitAnswer[]): KitProof {
    const asked = this.#asked.get(vaultId);
    if (asked === undefined || asked.wrongTries >= wrongTriesAllowed) throw nothingAsked(asked !== undefined);
    const groups = keyGroups(identity);
    const typed = new Map(answers.map(({ group, text }) => [group, text]));
    const wrong = asked.groups.filter((number) => !isSameGroup(typed.get(number) ?? '', groups[number - 1] ?? ''));
    if (wrong.length > 0) asked.wrongTries += 1;
    else this.#asked.delete(vaultId);
    return { proved: wrong.length === 0, wrong };
  }
}

function nothingAsked(tooMany: boolean): HoldfastError {
  const message = tooMany ? 'These groups were answered wrong too often.' : 'No groups of the recovery kit are asked for just now.';
  return new HoldfastError('conflict', message, { nextStep: 'Begin again with other groups, with the recovery kit in your hand.', details: { reason: tooMany ? 'too-many' : 'not-asked' } });
}
