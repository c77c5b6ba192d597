import type { PlainError } from '../../../shared/model/errors.ts';
import type { KitFile } from '../kit/kit-desk.ts';
import type { LongCall, VaultOptions } from '../long-call.ts';

/** Whose keys open the backups of an app: the vault key of the recovery kit, and those of deputies, who are let in and shut out. */
export interface DeputyDesk {
  /** @throws not-found. */
  list(app: string): Promise<KeyHolders>;
  /** A new key for a deputy, as a kit to hand over. It is kept nowhere: let them in by its public half, with `add`. @throws invalid-input (the name). */
  makeKit(app: string, options: DeputyKitOptions): Promise<DeputyKit>;
  /**
   * From now on everything that is written opens with this key too; what was stored before does not, until `rekey`. Each place is told; one that is away is told by the next backup.
   * @throws invalid-input (no age recipient, or a name that cannot be one), conflict (somebody is let in by that name or key).
   */
  add(app: string, deputy: NewDeputy, options: LongCall): Promise<DeputyChange>;
  /** What is written from now on does not open with their key any more. What was written before does, until `rekey`. @param deputy name or public key. @throws not-found. */
  revoke(app: string, deputy: string, options: LongCall): Promise<DeputyChange>;
  /** Writes all backups anew in each place, so that just the keys let in now open them. @throws conflict while the home is in use; what is wrong with one place is in the report. */
  rekey(app: string, options: VaultOptions): Promise<RekeyReport>;
}

export interface KeyHolders {
  readonly app: string;
  /** age1…: the public half of the vault key. */
  readonly recipient: string;
  readonly kitProvedAt?: string;
  /** Everybody who was ever let in, in that order. */
  readonly deputies: readonly Deputy[];
  /** Where all backups were last written anew, for those who were let in then. */
  readonly rewritten: readonly { readonly place: string; readonly at: string }[];
}

export interface Deputy {
  readonly name: string;
  readonly recipient: string;
  readonly addedAt: string;
  readonly revokedAt?: string;
  /** Places where the backups from before they were let in (or, once shut out, those from before that) were written anew since. */
  readonly rewrittenIn: readonly string[];
}

export interface DeputyKitOptions {
  readonly name: string;
  readonly format: 'pdf' | 'txt';
}

export interface DeputyKit {
  readonly file: KitFile;
  /** age1…: what lets the deputy in. */
  readonly recipient: string;
}

export interface NewDeputy {
  readonly name: string;
  /** age1…, as somebody pasted it. */
  readonly recipient: string;
}

export interface DeputyChange {
  readonly deputy: Deputy;
  /** `told`: the place says from now on whom its backups are for. `empty`: there is no backup yet. `later`: with the next backup. */
  readonly places: readonly { readonly name: string; readonly outcome: 'told' | 'empty' | 'later'; readonly error?: PlainError }[];
}

export interface RekeyReport {
  readonly places: readonly RekeyedPlace[];
}

export interface RekeyedPlace {
  readonly name: string;
  /** `partly`: some objects stay as they were, for those who could open them before. */
  readonly outcome: 'done' | 'partly' | 'failed' | 'empty';
  readonly written: number;
  readonly writtenBytes: number;
  /** Objects that the place did not let be overwritten. */
  readonly refused: number;
  /** Objects that are damaged, and stay as they are. */
  readonly damaged: number;
  /** Bytes of old copies that stay until old backups are removed, a day later at the earliest. */
  readonly leftBytes: number;
  readonly error?: PlainError;
}
