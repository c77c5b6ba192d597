import type { StoredApp } from '../settings/schema.ts';

type StoredVault = StoredApp['vault'];
export type StoredDeputy = NonNullable<StoredVault['deputies']>[number];

/** Those who are let in now. */
export function activeDeputies({ deputies }: StoredVault): readonly StoredDeputy[] {
  return (deputies ?? []).filter(({ revokedAt }) => revokedAt === undefined);
}

/** Whom everything is encrypted to that is written from now on: always the vault key, and first. */
export function recipientsOf(vault: StoredVault): readonly string[] {
  return [...new Set([vault.recipient, ...activeDeputies(vault).map(({ recipient }) => recipient)])];
}
