import type { CheckProblem } from '../../engine.ts';

/** Somebody who needs an object: a table (or `null`: the app's schema, settings or list of files) in a snapshot. */
export interface Needer {
  readonly snapshot: string;
  readonly entity: string | null;
}

/** Collects what was found: a line for each object and table, with every backup it concerns. Of several problems of one object the first counts, others follow from it. */
export class Problems {
  readonly #found = new Map<string, { object: string; entity: string | null; snapshots: Set<string>; problem: string }>();

  readonly #objects = new Set<string>();

  /** @param needers nobody: no backup needs the object */
  add(object: string, problem: string, needers: Iterable<Needer>): void {
    let isNeeded = false;
    for (const { snapshot, entity } of needers) {
      isNeeded = true;
      this.#line(object, entity, problem).add(snapshot);
    }
    if (!isNeeded && !this.#objects.has(object)) this.#line(object, null, problem);
  }

  get list(): readonly CheckProblem[] {
    return [...this.#found.values()]
      .map(({ object, entity, snapshots, problem }) => ({ object, entity, snapshots: [...snapshots].toSorted(), problem }))
      .toSorted((a, b) => compare(a.object, b.object) || compare(a.entity ?? '', b.entity ?? ''));
  }

  #line(object: string, entity: string | null, problem: string): Set<string> {
    const at = JSON.stringify([object, entity]);
    const known = this.#found.get(at);
    if (known !== undefined) return known.snapshots;
    this.#objects.add(object);
    const line = { object, entity, snapshots: new Set<string>(), problem };
    this.#found.set(at, line);
    return line.snapshots;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
