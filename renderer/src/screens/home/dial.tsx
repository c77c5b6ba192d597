import { type ReactNode, useId } from 'react';
import classes from './dial.module.css';

/** Of the arc, which the objective stands at: what is past it has room to be seen. */
const objectiveAt = 0.75;
const radius = 50;
const centre = 60;
const sweep = 240;
const begin = 150;

interface DialProps {
  /** What is known, as a share of the objective; `most` where it is known within bounds only. Absent: nobody knows. */
  readonly share?: { readonly least: number; readonly most: number } | undefined;
  /** There is an objective to measure it by. */
  readonly hasObjective: boolean;
  /** The large words in the middle. */
  readonly children: ReactNode;
}

/**
 * A dial with the objective as a mark on it. What is not known is hatched and never a pointer at zero; without an objective there is
 * a scale and nothing on it. Only drawn: the words in and below it say everything.
 */
export function Dial({ share, hasObjective, children }: DialProps): ReactNode {
  const hatch = useId();
  const isOver = share !== undefined && share.most > 1;
  const state = share === undefined ? 'unknown' : !hasObjective ? 'open' : isOver ? 'over' : 'within';
  return (
    <div className={classes.dial} data-state={state}>
      <svg viewBox="0 0 120 96" className={classes.face} aria-hidden focusable="false">
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="5" className={classes.hatch} />
          </pattern>
        </defs>
        <path d={arc(0, 1)} className={classes.track} {...(state === 'unknown' ? { stroke: `url(#${hatch})` } : {})} />
        {state === 'within' || state === 'over' ? (
          <>
            {share === undefined || share.most <= share.least ? null : <path d={arc(0, place(share.most))} className={classes.range} />}
            <path d={arc(0, place(share?.least ?? 0))} className={classes.value} />
          </>
        ) : null}
        {hasObjective ? <path d={mark(objectiveAt)} className={classes.mark} /> : null}
      </svg>
      <div className={classes.words}>{children}</div>
    </div>
  );
}

function place(share: number): number {
  return Math.min(1, Math.max(0.015, share * objectiveAt));
}

function at(part: number, r: number): readonly [number, number] {
  const angle = ((begin + sweep * part) * Math.PI) / 180;
  return [centre + r * Math.cos(angle), centre + r * Math.sin(angle)];
}

function arc(from: number, to: number): string {
  const [x1, y1] = at(from, radius);
  const [x2, y2] = at(to, radius);
  return `M ${x1.toFixed(2)} ${y1.toFixed(2)} A ${radius} ${radius} 0 ${(to - from) * sweep > 180 ? 1 : 0} 1 ${x2.toFixed(2)} ${y2.toFixed(2)}`;
}

function mark(part: number): string {
  const [x1, y1] = at(part, radius - 7);
  const [x2, y2] = at(part, radius + 7);
  return `M ${x1.toFixed(2)} ${y1.toFixed(2)} L ${x2.toFixed(2)} ${y2.toFixed(2)}`;
}
