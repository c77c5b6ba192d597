import { createHash } from 'node:crypto';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { openerText } from '../../../../shared/model/opener-file.ts';
import { isUnopenable } from '../crypto/age-file.ts';
import { unwrapChunkKey } from '../crypto/keys.ts';
import { decodeHeader, encodeHeader, isSealedHeader, type VaultHeader } from '../format/header.ts';
import { goldenKey, headerKey, openerKey, readmeKey, snapshotKey, statusHtmlKey, statusJsonKey } from '../format/names.ts';
import { decodeStatus } from '../format/status.ts';
import { readGolden } from '../golden.ts';
import { type CheckRun, damageOf, getStored } from './check-run.ts';
import { checkRunbook } from './check-runbook.ts';

/**
 * The objects that have a name of their own. Most are not encrypted, and anybody who can write to the place could change any, so each is under a seal: vault.json,
 * status.json and golden.age carry one, the hash of README.txt is in vault.json, that of status.html in status.json. The file that is double-clicked is the same everywhere.
 */
export async function checkPlain(run: CheckRun): Promise<void> {
  const readme = await checkHeader(run);
  if (readme !== undefined) await checkReadme(run, readme);
  await checkOpener(run);
  await checkStatus(run);
  await checkGolden(run);
  await checkRunbook(run);
  for (const bytes of run.stock.named.values()) run.looked(bytes);
}

/** vault.json is all that a new computer starts from: it must be there, be this vault's, and open with its key. Returns the hash of README.txt. */
async function checkHeader(run: CheckRun): Promise<string | undefined> {
  const { header, problem } = await readHeaderOf(run);
  if (problem !== undefined) run.problems.add(headerKey, problem, [...run.stock.snapshots.keys()].map((snapshot) => ({ snapshot, entity: null })));
  return problem === undefined ? header?.readme : undefined;
}

async function readHeaderOf({ vault, stock, signal }: CheckRun): Promise<{ readonly header?: VaultHeader; readonly problem?: string }> {
  if (!stock.named.has(headerKey)) return { problem: 'It is missing. Without it these backups open only on a computer that made them.' };
  try {
    const bytes = await vault.store.get(headerKey, { signal });
    const header = decodeHeader(bytes);
    if (header.vaultId !== vault.header.vaultId) return { problem: 'It describes another vault.' };
    const chunkKey = await unwrapChunkKey(vault.keys.identity, header.chunkKey);
    if (Buffer.compare(chunkKey, vault.keys.chunkKey) !== 0) return { problem: 'It was replaced: it holds another chunk key than the one these backups were made with.' };
    const asWritten = isSealedHeader(header, chunkKey) && Buffer.compare(encodeHeader(header), bytes) === 0;
    return asWritten ? { header } : { problem: 'It was changed by somebody else than Holdfast.' };
  } catch (error) {
    if (isUnopenable(error) || isHoldfastError(error, 'invalid-input')) return { problem: error.message };
    throw error;
  }
}

async function checkReadme(run: CheckRun, expected: string): Promise<void> {
  const bytes = await getStored(run, readmeKey);
  if (bytes === undefined) run.problems.add(readmeKey, 'It is missing. It says how to read the backups without Holdfast.', []);
  else if (sha256(bytes) !== expected) run.problems.add(readmeKey, 'It was changed by somebody else than Holdfast. Do not paste commands from it.', []);
}

/** The same bytes in every vault; one from before there was such a file has none, and none is missed. */
async function checkOpener(run: CheckRun): Promise<void> {
  if (!run.stock.named.has(openerKey)) return;
  const bytes = await getStored(run, openerKey);
  if (bytes !== undefined && !Buffer.from(openerText).equals(bytes)) run.problems.add(openerKey, 'It was changed by somebody else than Holdfast. Do not open it; the backups do not need it.', []);
}

/** Neither file need be there: a backup that was stopped before its last step has not written them yet. */
async function checkStatus(run: CheckRun): Promise<void> {
  const { vault, stock, problems } = run;
  const changed = 'It was changed by somebody else than Holdfast: which backups were read back is not known.';
  const json = await getStored(run, statusJsonKey);
  if (json === undefined) return;
  const status = decodeStatus(json, vault.header.vaultId, vault.keys.chunkKey);
  if (status === undefined || !isAsPrinted(json)) {
    problems.add(statusJsonKey, changed, []);
    return;
  }
  for (const { snapshot } of status.verified) {
    if (!stock.snapshots.has(snapshot)) problems.add(snapshotKey(snapshot), 'It is missing: this backup was once written here and read back.', [{ snapshot, entity: null }]);
  }
  const page = await getStored(run, statusHtmlKey);
  if (page !== undefined && sha256(page) !== status.page && !(await isBeingWritten(run, json))) problems.add(statusHtmlKey, 'It was changed by somebody else than Holdfast.', []);
}

/** What a drill is to hold backups against. No backup needs it, and without it a drill would prove less than it says. */
async function checkGolden(run: CheckRun): Promise<void> {
  if (!run.stock.named.has(goldenKey)) return;
  try {
    await readGolden(run.vault, run.signal);
  } catch (error) {
    run.problems.add(goldenKey, damageOf(error), []);
  }
}

/** The seal is over what it says; this is over how it says it. */
function isAsPrinted(json: Uint8Array): boolean {
  const text = new TextDecoder().decode(json);
  return `${JSON.stringify(JSON.parse(text), null, 2)}\n` === text;
}

/** A backup that ends just now writes both files, one after the other. */
async function isBeingWritten(run: CheckRun, json: Uint8Array): Promise<boolean> {
  const again = await getStored(run, statusJsonKey);
  return again === undefined || Buffer.compare(again, json) !== 0;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
