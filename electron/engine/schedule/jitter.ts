/** The longest a window begins after its time: within the minute that the screen shows. */
const mostMs = 45_000;

/** How long after its times an app begins, in milliseconds: always the same for one app, so that not all of a computer, or of a platform, begin in the same second. */
export function jitterOf(vaultId: string): number {
  let hash = 2_166_136_261;
  for (const unit of vaultId) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash % mostMs;
}
