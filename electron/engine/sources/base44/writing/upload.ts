import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { FileToUpload } from '../../../ports/app-writer.ts';
import type { Connection } from '../connection/connection.ts';
import { notUnderstoodFailure } from '../connection/failures.ts';
import { isRecord } from '../records/write-record.ts';

/** What Base44 takes. */
const maxBytes = 50 * 1024 * 1024;

/** Uploads a file; the address is as records hold it: a link where it is public, a path to be signed where it is private. */
export async function uploadFile(connection: Connection, file: FileToUpload, signal: AbortSignal): Promise<string> {
  if (file.size > maxBytes) throw tooLarge(file.size);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of file.open()) {
    size += part.length;
    if (size > maxBytes) throw tooLarge(size);
    parts.push(new Uint8Array(part));
  }
  const form = new FormData();
  form.append('file', new File(parts, file.name.toWellFormed(), { type: file.contentType ?? 'application/octet-stream' }));
  // What was not known to be for everyone stays closed.
  const isPublic = /\/public\//.test(file.address);
  const purpose = 'upload a file';
  const { value } = await connection.request({ path: `integration-endpoints/Core/${isPublic ? 'UploadFile' : 'UploadPrivateFile'}`, purpose, send: { method: 'POST', form }, writes: true }, signal);
  const address = isRecord(value) ? value[isPublic ? 'file_url' : 'file_uri'] : undefined;
  if (typeof address !== 'string' || address === '') throw notUnderstoodFailure({ purpose, host: new URL(connection.origin).host }, false);
  return address;
}

function tooLarge(size: number): HoldfastError {
  return new HoldfastError('invalid-input', `A file of ${Math.ceil(size / 1024 / 1024)} MB cannot be uploaded: Base44 takes 50 MB at most.`, {
    nextStep: 'Take the file out of the backup and put it where the app can link to it.',
    details: { size },
  });
}
