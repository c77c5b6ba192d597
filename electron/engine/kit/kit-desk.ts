import type { LongCall } from '../long-call.ts';

/** Writes recovery kits and finds out whether somebody has one. The key is in a kit's content and in no other answer, error or log. */
export interface KitDesk {
  /** The kit as a file to keep. */
  render(app: string, options: KitOptions): Promise<KitFile>;
  /** Which groups of the key are to be typed in: others at each call. */
  challenge(app: string): Promise<KitChallenge>;
  /** Right answers to all groups that were asked for are noted as the proof. @throws conflict when none are asked for. */
  prove(app: string, answers: readonly KitAnswer[]): Promise<KitProof>;
  /** Is this whole key, as somebody typed it, the app's? Noted as the proof if so. @throws invalid-input when it is no key. */
  verify(app: string, typed: string): Promise<{ readonly proved: boolean }>;
  /**
   * Puts the key, as somebody typed it from the kit, back into a keychain that lost it; only the app's own. Whoever had it to type has proved nothing of the kind that `verify` notes.
   * @throws invalid-input when it is no key, permission-denied when it is another one, what the app's places fail with.
   */
  restore(app: string, typed: string, options: LongCall): Promise<{ readonly app: string }>;
}

export interface KitOptions {
  readonly format: 'pdf' | 'txt';
  /** Who else may open the backups, as a name to print. */
  readonly deputy?: string;
}

export interface KitFile {
  /** A name to propose. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

export interface KitChallenge {
  /** Numbered from 1, as in the kit. */
  readonly groups: readonly number[];
  /** How many groups the key has. */
  readonly of: number;
  /** Characters in a group. */
  readonly length: number;
}

export interface KitAnswer {
  readonly group: number;
  /** Case, spaces and hyphens do not matter. */
  readonly text: string;
}

export interface KitProof {
  readonly proved: boolean;
  /** Groups that were asked for and not answered right. */
  readonly wrong: readonly number[];
}
