import { Busboy } from '@fastify/busboy';
import type { Call } from './call.ts';
import { badRequest } from './failure.ts';

export interface UploadedPart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The file in a form's field. @throws Failure 400 when the request is no multipart form with such a file. */
export async function uploadedFile(call: Call, field: string): Promise<UploadedPart> {
  const type = call.headers['content-type'];
  if (type === undefined || !type.startsWith('multipart/form-data')) throw badRequest('No file uploaded');
  const part = await findPart(call, type, field);
  if (part === undefined) throw badRequest('No file uploaded');
  return part;
}

function findPart(call: Call, type: string, field: string): Promise<UploadedPart | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadedPart | undefined>();
  try {
    const form = new Busboy({ headers: { ...call.headers, 'content-type': type } });
    let found: UploadedPart | undefined;
    // The name is missing, against the types, when the form has none.
    form.on('file', (name, stream, filename: string | undefined, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (name === field) found ??= { name: filename ?? 'file', type: mimeType, bytes: Buffer.concat(chunks) };
      });
    });
    form.on('finish', () => resolve(found));
    form.on('error', () => reject(badRequest('Invalid multipart form.')));
    form.end(call.body);
  } catch {
    reject(badRequest('Invalid multipart form.'));
  }
  return promise;
}
