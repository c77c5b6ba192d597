import { createInterface } from 'node:readline';
import { startFakingProxy } from '../support/s3-server/faking-proxy.ts';
import { accessKeyId, secretAccessKey, startS3Server } from '../support/s3-server/s3-server.ts';

/**
 * An S3 server (Ceph) in a process of its own, behind a proxy that counts. Prints one line of JSON when it is there; answers `bucket` on standard input
 * with the name of a new bucket, and `counts` with what came since it was last asked. Ends with its standard input.
 */
const server = await startS3Server();
const proxy = await startFakingProxy(server.endpoint);
let bytes = 0;
let seen = 0;
proxy.fake = ({ headers }) => {
  bytes += Number(headers['content-length'] ?? 0);
  return undefined;
};
const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
say({ endpoint: proxy.url, accessKeyId, secretAccessKey });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'bucket') say({ bucket: await server.bucket() });
  else {
    say({ requests: proxy.requests.length - seen, bytes });
    seen = proxy.requests.length;
    bytes = 0;
  }
}
await proxy.close();
await server.stop();
