/**
 * The most that Holdfast adds to Electron's own program, which weighs about 300 MB installed. A package over it fails a test: say here
 * why it may be more, or leave out what made it so. Measured in November 2026: archive 16 MB, native keyring 3 MB.
 */
export const budget = {
  /** Of app.asar, in bytes: bundles, page, guide, fonts. */
  archiveBytes: 20_000_000,
  /** Of what lies unpacked beside it. */
  unpackedBytes: 5_000_000,
};
