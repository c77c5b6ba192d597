import { type ErrorCode, toHoldfastError } from '../../../../shared/model/errors.ts';
import type { Applying } from '../apply/applying.ts';
import { backedUpFiles } from './gone-files.ts';

/** What concerns this one file alone. */
const onlyThisFile: ReadonlySet<ErrorCode> = new Set(['invalid-input', 'corrupt', 'not-found', 'quota-exceeded']);

/** Uploads what is gone, before the records that mention it are written. Made again after a kill it leaves one copy too many, which nothing refers to. */
export async function uploadFiles(work: Applying): Promise<void> {
  const { plan, into, from, gate } = work.parts;
  const left = plan.uploads.filter((address) => !work.state.uploaded.has(address) && !work.state.notUploaded.has(address));
  if (left.length === 0) return;
  const files = await backedUpFiles(work.parts);
  for (const address of left) {
    const file = files.get(address);
    if (file === undefined) continue;
    await gate?.();
    try {
      const { name, contentType, size } = file;
      const to = await into.writer.upload({ address, name, contentType: contentType ?? undefined, size, open: () => from.openFile(file) }, work.options);
      await work.note({ kind: 'uploaded', from: address, to });
    } catch (error) {
      const problem = toHoldfastError(error);
      if (!onlyThisFile.has(problem.code)) throw error;
      await work.note({ kind: 'not-uploaded', from: address, says: problem.message });
    }
  }
}
