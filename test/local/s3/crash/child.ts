/**
 * A local S3 in a process of its own, to be killed. Loads, waits for a line on standard input, opens the
 * folder and prints `ready <port>`; then `told <message>` for each notification it has handed over.
 */

import { once } from 'node:events';
import { startS3 } from '../../../../local/s3/server.ts';
import { credentials, region } from './keys.ts';
import { crashBuckets } from './model.ts';

const [, , folder = ''] = process.argv;

const print = (line: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));

await print('loaded');
await once(process.stdin, 'data');
const server = await startS3({
  folder,
  region,
  credentials,
  buckets: crashBuckets,
  // Late, so that many a kill comes before.
  deliveries: () => [Math.floor(Math.random() * 60)],
  notify: (_destination, message) => print(`told ${message}`),
});
await print(`ready ${server.port}`);
// The parent's end, or its word, is ours: nothing outlives a test that was cut off.
await once(process.stdin, 'end');
await server.close();
