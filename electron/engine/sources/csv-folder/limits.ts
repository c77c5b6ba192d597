/** How much the reading of one file may hold in memory; a test makes them small to reach what lies behind. */
export interface CsvLimits {
  /** Characters of one row. A quotation mark that is never closed would swallow the rest of the file. */
  readonly rowCharacters: number;
  /** Rows whose values are remembered to find out which columns tell rows apart, counted over all columns in question. */
  readonly rememberedValues: number;
  /** Rows whose order is remembered where it follows no rule. */
  readonly rememberedOrder: number;
  /** Characters of a value that may be part of a key. */
  readonly keyCharacters: number;
}

export const defaultLimits: CsvLimits = {
  rowCharacters: 64 * 1024 * 1024,
  rememberedValues: 2_000_000,
  rememberedOrder: 200_000,
  keyCharacters: 200,
};
