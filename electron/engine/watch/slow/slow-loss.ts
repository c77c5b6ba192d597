import { exceeds, type Threshold } from '../alarms/thresholds.ts';

/** A table's records, or one field's values, at an earlier backup and now. */
export interface Between {
  /** Records of the table then. */
  readonly of: number;
  /** Of those then, so many are gone. */
  readonly gone: number;
  /** So many came meanwhile. */
  readonly made: number;
  /** So many fewer there are now; negative where there are more. */
  readonly fewer: number;
  /** So many went in as long a time before; undefined where nobody counted yet. */
  readonly usual: number | undefined;
}

/** Of a table whose records come and go, this much must be missing. */
const ofWhatComesAndGoes = 0.5;

/**
 * What crept away between two backups that lie far apart; 0 where it is nothing to tell of. Where records usually stay, every one that went
 * counts, even if more came meanwhile; where they come and go (sessions, carts), only that there are far fewer than there were. As long as what is
 * usual is not known, what is made beside what goes says which of the two it is, and only what there is fewer of counts.
 */
export function slowLoss({ of, gone, made, fewer, usual }: Between, threshold: Threshold): number {
  const stays = usual === undefined ? made * 2 < gone : !exceeds({ records: usual, of }, threshold);
  const lost = stays && usual !== undefined ? Math.max(fewer, gone - usual) : fewer;
  const told = stays ? threshold : { ...threshold, share: Math.max(threshold.share, ofWhatComesAndGoes), anyway: Math.max(threshold.anyway, ofWhatComesAndGoes) };
  return exceeds({ records: lost, of }, told) ? lost : 0;
}
