import type { Incident, IncidentsReport } from '../engine.ts';

/** What the last look found of each app, with the ids of the records: a page names an incident by its id, and its records never leave the engine. */
export class IncidentMemory {
  readonly #found = new Map<string, readonly Incident[]>();

  remember(app: string, { incidents }: IncidentsReport): void {
    this.#found.set(app, incidents);
  }

  /** Those with these ids; undefined when one of them is not remembered. */
  find(app: string, ids: readonly string[]): readonly Incident[] | undefined {
    const known = this.#found.get(app) ?? [];
    const found = ids.flatMap((id) => known.find((incident) => incident.id === id) ?? []);
    return found.length === ids.length ? found : undefined;
  }
}
