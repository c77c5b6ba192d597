import type { GoogleClientId } from '../../ports/google-accounts.ts';

/**
 * The OAuth client of type “Desktop” that this program is registered with at Google. There is none yet: until there is, everybody
 * brings their own, and every screen says how. Whoever builds Holdfast under a name of their own puts theirs here, with the secret that
 * Google gives to desktop programs; it protects nothing (see docs/adr/0016-google-drive.md).
 */
export const registeredClient: GoogleClientId | undefined = undefined;
