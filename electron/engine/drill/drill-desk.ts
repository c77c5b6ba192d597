import type { z } from 'zod';
import type { drillCheck, drillPhaseName, drillReport, drillRule } from '../../../shared/contract/drills.ts';
import type { LongCall } from '../long-call.ts';

export type DrillReport = z.infer<typeof drillReport>;
export type DrillCheck = z.infer<typeof drillCheck>;
export type DrillPhase = z.infer<typeof drillPhaseName>;
export type DrillRule = z.infer<typeof drillRule>;

export interface DrillOptions extends LongCall {
  /** Which place to restore from; absent = the one whose last drill is longest ago. */
  readonly destination?: string | undefined;
  /** Another app of this computer to write everything into, and read it back from. Never the app itself. */
  readonly into?: string | undefined;
  /** Who asked for it; a person unless told. */
  readonly by?: 'person' | 'schedule' | undefined;
}

/** What a host can ask of the engine about drills. */
export interface DrillDesk {
  /**
   * Restores the newest backup of a place into a throwaway database, with nothing but the place and the key, and looks through it. What it finds is a result, and kept.
   * @throws not-found (no such app or place), invalid-input (no place yet, `into` the app itself), what keeps the place from being read, cancelled; what the keychain throws.
   */
  drill(app: string, options: DrillOptions): Promise<DrillReport>;
  /** Newest first. */
  list(app: string, limit: number): Promise<readonly DrillReport[]>;
  /** @throws not-found. */
  get(app: string, drill: string): Promise<DrillReport>;
  /** How often one begins by itself. */
  rule(app: string): Promise<DrillRule>;
  setRule(app: string, rule: DrillRule): Promise<void>;
}
