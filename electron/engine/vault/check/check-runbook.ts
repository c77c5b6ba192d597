import { deputyProofsPrefix, runbookJsonKey, runbookMarkdownKey, runbookPdfKey } from '../format/names.ts';
import { decodeRunbookSeal } from '../format/runbook.ts';
import { isOf } from '../runbook.ts';
import { type CheckRun, getStored } from './check-run.ts';

const changed = 'It was changed by somebody else than Holdfast. Trust no number and no step in it.';

/**
 * The page that people act by when all else is gone, and what deputies open: nothing of it is encrypted for the vault's key, so all of it is under the seal of runbook.json. No backup needs it,
 * and a place need not have one.
 */
export async function checkRunbook(run: CheckRun): Promise<void> {
  const { vault, stock, problems } = run;
  const those = [...stock.named.keys()].filter((key) => key === runbookPdfKey || key === runbookMarkdownKey || key.startsWith(deputyProofsPrefix));
  if (those.length === 0 && !stock.named.has(runbookJsonKey)) return;
  const found = new Map<string, Uint8Array>();
  for (const key of those) {
    const bytes = await getStored(run, key);
    if (bytes !== undefined) found.set(key, bytes);
  }
  // After the rest: whoever writes it anew just now has put the seal of it there first.
  const json = await getStored(run, runbookJsonKey);
  const seal = json === undefined ? undefined : decodeRunbookSeal(json, vault.header.vaultId, vault.keys.chunkKey);
  if (seal === undefined) {
    problems.add(runbookJsonKey, json === undefined ? 'It is missing: whether the runbook here is Holdfast’s cannot be told.' : changed, []);
    return;
  }
  for (const [key, bytes] of found) if (!isOf(seal, key, bytes)) problems.add(key, changed, []);
  for (const key of [runbookPdfKey, runbookMarkdownKey]) if (!stock.named.has(key)) problems.add(key, 'It is missing. The next backup writes it again.', []);
}
