import type { HoldfastError } from './errors.ts';
import type { JsonValue, KeyField } from './record.ts';

/** The platforms and databases an app can be read from. */
export const platforms = ['base44', 'csv-folder'] as const;
export type Platform = (typeof platforms)[number];

/** A table of the app, in the platform's word an entity. */
export interface EntityDescription {
  /** As the platform calls it; any text at all, so never used as a path. */
  readonly name: string;
  /** What its records are sorted by; the last field makes the key unique. */
  readonly key: readonly KeyField[];
  /** The fields that make up a record's id as a person would name it. */
  readonly identity: readonly string[];
  /** The field in which the platform keeps when a record was last changed, where it does. */
  readonly changedAt?: string;
  /** The schema as the platform gives it. */
  readonly schema: JsonValue;
  /** Set when the entity is known to be there but cannot be read at all. */
  readonly unreadable?: HoldfastError;
  /**
   * Set when row rules may hide records from this token even though every request succeeds, with how that was found out. `proven`:
   * it is certain that some are hidden, not only possible. Either way the entity is incomplete; a source that can see past the rules
   * does not set it. `fields`: those of the records it does see whose values may be left out, nested ones with their path (`address.street`).
   */
  readonly hiddenRows?: { readonly reason: string; readonly proven: boolean; readonly fields?: readonly string[] };
}

/** What a founder made of an app beside its records, as gaps name it. */
export const partsOfAnApp = { settings: "the app's settings", functions: 'backend functions', agents: 'agents', skills: "the agents' skills" } as const;

/** Something a backup does not hold, and why; shown with every backup. */
export interface CoverageGap {
  /** `passwords`, `automations`, an entity's name, a file's address … */
  readonly what: string;
  readonly why: string;
  /** What a founder can do about it, where there is something. */
  readonly nextStep?: string;
}
