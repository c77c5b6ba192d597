import { createHash } from 'node:crypto';
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { s3Answer } from './s3-errors.ts';

/** As many as S3 takes in one request. */
export const mostInOneDelete = 1000;

const requestSchema = z.object({ headers: z.record(z.string(), z.string()), body: z.union([z.string(), z.instanceof(Uint8Array)]) });

/** Deletes objects by their names. The client sends only a checksum of Amazon's newer kinds, and many servers take nothing but the one that S3 began with. */
export function deleteObjects(bucket: string, names: readonly string[]): DeleteObjectsCommand {
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: names.map((Key) => ({ Key })) } });
  command.middlewareStack.add(
    (next) => async (args) => {
      const request = requestSchema.safeParse(args.request);
      if (!request.success || typeof args.request !== 'object' || args.request === null) return next(args);
      const md5 = createHash('md5').update(request.data.body).digest('base64');
      Object.assign(args.request, { headers: { ...request.data.headers, 'content-md5': md5 } });
      return next(args);
    },
    { step: 'build', name: 'contentMd5OfDeletes' },
  );
  return command;
}

/** The server has no such request: objects go one by one there. */
export function knowsNoDeleteMany(error: unknown): boolean {
  const answer = s3Answer(error);
  return answer !== undefined && (answer.status === 501 || answer.status === 405 || answer.name === 'NotImplemented');
}
