import type { ChangeKind } from '../session.ts';

/** What the program can see of a step. Each is a question with a yes or no, asked anew whenever evidence is gathered: a step whose answer turns to no is open again. */
export type Evidence =
  /** A complete, verified backup that began after the step before was done. `kind`: only of this kind. */
  | { readonly kind: 'backup'; readonly only?: 'pre-change' }
  /** That backup is pinned. */
  | { readonly kind: 'pinned' }
  /** The app's description of the table names the field, or has the table. */
  | { readonly kind: 'exists'; readonly what: 'field' | 'new-field' }
  /** It does not any more. */
  | { readonly kind: 'gone' }
  /** Every record with a value in the old field has the same one in the new field. */
  | { readonly kind: 'copied' }
  /** Every record with a value in the old field has any in the new one. */
  | { readonly kind: 'filled' }
  /** So much time has gone by since the step before was done. */
  | { readonly kind: 'waited'; readonly hours: number }
  /** Beside what is being changed, nothing is gone or went blank since the first backup. */
  | { readonly kind: 'nothing-else-lost' };

/** A step: seen by the program, or said by a person. */
export interface Step {
  readonly id: string;
  readonly seen?: Evidence;
}

const hour = 1;
const day = 24 * hour;

/**
 * The four kinds of change: what to do in which order, how long to wait, when to take which backup. A step is to be done once all before it are.
 * Nothing that is there is touched before what takes its place was proved.
 */
export const playbookRules = {
  /** A new field or table. */
  additive: [
    { id: 'guard-backup', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'ask-for-one-thing' },
    { id: 'field-exists', seen: { kind: 'exists', what: 'field' } },
    { id: 'try-it' },
    { id: 'nothing-else-lost', seen: { kind: 'nothing-else-lost' } },
    { id: 'final-backup', seen: { kind: 'backup' } },
  ],
  /** The same values under another name: both side by side for a while. */
  rename: [
    { id: 'guard-backup', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'new-field-exists', seen: { kind: 'exists', what: 'new-field' } },
    { id: 'values-copied', seen: { kind: 'copied' } },
    { id: 'app-uses-new' },
    { id: 'wait-a-week', seen: { kind: 'waited', hours: 7 * day } },
    { id: 'still-copied', seen: { kind: 'copied' } },
    { id: 'backup-before-removal', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'old-field-gone', seen: { kind: 'gone' } },
    { id: 'nothing-else-lost', seen: { kind: 'nothing-else-lost' } },
    { id: 'final-backup', seen: { kind: 'backup' } },
  ],
  /** Another type of value: in a new field, since a conversion cannot be looked at before it is done. */
  type: [
    { id: 'guard-backup', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'new-field-exists', seen: { kind: 'exists', what: 'new-field' } },
    { id: 'values-converted', seen: { kind: 'filled' } },
    { id: 'look-at-some' },
    { id: 'app-uses-new' },
    { id: 'wait-a-week', seen: { kind: 'waited', hours: 7 * day } },
    { id: 'still-converted', seen: { kind: 'filled' } },
    { id: 'backup-before-removal', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'old-field-gone', seen: { kind: 'gone' } },
    { id: 'nothing-else-lost', seen: { kind: 'nothing-else-lost' } },
    { id: 'final-backup', seen: { kind: 'backup' } },
  ],
  /** Something goes for good. */
  destructive: [
    { id: 'guard-backup', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'pinned', seen: { kind: 'pinned' } },
    { id: 'app-does-without' },
    { id: 'wait-two-weeks', seen: { kind: 'waited', hours: 14 * day } },
    { id: 'nobody-missed-it' },
    { id: 'backup-before-removal', seen: { kind: 'backup', only: 'pre-change' } },
    { id: 'gone', seen: { kind: 'gone' } },
    { id: 'nothing-else-lost', seen: { kind: 'nothing-else-lost' } },
    { id: 'final-backup', seen: { kind: 'backup' } },
  ],
} as const satisfies Readonly<Record<ChangeKind, readonly Step[]>>;

/** What somebody names for each kind: without that, nothing could be seen. */
export const playbookNeeds = {
  additive: { field: false, newField: false },
  rename: { field: true, newField: true },
  type: { field: true, newField: true },
  destructive: { field: false, newField: false },
} as const satisfies Readonly<Record<ChangeKind, { readonly field: boolean; readonly newField: boolean }>>;
