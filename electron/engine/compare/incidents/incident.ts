/** `fields-overwritten`: many records got other values at once, as no person types them. */
export type IncidentKind = 'table-gone' | 'records-deleted' | 'field-gone' | 'fields-blanked' | 'fields-overwritten';

/** Something that happened to the data between two readings of it. */
export interface Incident {
  /** The same again when the same backup is compared again and the same is found. */
  readonly id: string;
  readonly kind: IncidentKind;
  /** Those it befell; where several went together, first the one that the others refer to. */
  readonly tables: readonly IncidentTable[];
  /** It happened between these moments: ISO 8601, UTC. As narrow as the platform tells, else the times of the two readings. */
  readonly window: { readonly from: string; readonly to: string };
  /** The last backup that has what is lost. */
  readonly snapshot: string;
  /** Without its time: `143 records of Order were deleted.` */
  readonly sentence: string;
}

export interface IncidentTable {
  readonly name: string;
  /** Records it befell. */
  readonly records: number;
  /** Records that the table had before. */
  readonly of: number;
  /** Fields it befell; none where whole records went. */
  readonly fields: readonly string[];
  /** Ids of the records, where they were asked for and as far as they are kept. */
  readonly ids?: readonly string[];
  /** Of the other records, those that have another value in these fields than before, as people give them; where ids were asked for, and a thousand at most. */
  readonly edited?: readonly string[];
}
