/**
 * At most one reply, against the local organisation's S3 and SES over their wire: 20 runs at once for the same message, each
 * of which may die at one of five moments, and an SES whose answer is lost in three ways after it took the message.
 */

import { createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { startS3 } from '../../local/s3/server.ts';
import { startSes } from '../../local/ses/server.ts';
import { mailer } from '../../shared/adapters/mailer.ts';
import { state } from '../../shared/adapters/state.ts';
import { aFolder, afterTest, clientOptions, credentials, region } from '../local/local-setup.ts';
import { crashPoints, playRound, randomFrom } from '../reply/rounds.ts';

const losses = ['none', 'timeout', 'reset', 'error-500'] as const;
type Loss = (typeof losses)[number];

/** Stands between the SDK and SES: hands everything on, and loses SES's answer once SES has taken the message. */
async function aLossyWay(sesUrl: string) {
  const way = { loss: 'none' as Loss, taken: 0, url: '' };
  const upstream = new URL(sesUrl);
  const server = createServer((request, response) => {
    const { method, url = '/', headers } = request;
    const onward = httpRequest(
      { host: upstream.hostname, port: upstream.port, method, path: url, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          if (answer.statusCode === 200) way.taken += 1;
          if (way.loss === 'reset') request.socket.destroy();
          else if (way.loss === 'error-500') response.writeHead(500).end('{}');
          else if (way.loss === 'none')
            response.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(chunks));
        });
      },
    );
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  way.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return way;
}

const rounds = 500;

describe(`${rounds} rounds against the local S3 and SES`, () => {
  it('send no message twice, and each message once where nobody died', { timeout: 600_000 }, async () => {
    const folder = await aFolder();
    const buckets = [{ name: 'state', versioned: false, objectLock: false }];
    const s3Server = await startS3({ folder: join(folder, 's3'), region, credentials, buckets });
    const account = {};
    const verified = ['corp.example'];
    const options = { region, credentials, folder: join(folder, 'ses'), verified, accountId: '123456789012' };
    const ses = await startSes({ ...options, account });
    ses.begin({ standing: () => 'elsewhere', accept: async () => undefined });
    const way = await aLossyWay(ses.url);
    const s3 = new S3Client({ ...clientOptions(s3Server.url), maxAttempts: 3, forcePathStyle: true });
    const sesClient = new SESv2Client({
      ...clientOptions(way.url),
      // The address that is signed is the one that SES sees.
      requestHandler: { requestTimeout: 400, throwOnRequestTimeout: true },
    });
    afterTest(async () => {
      s3.destroy();
      sesClient.destroy();
      await ses.close();
      await s3Server.close();
    });
    const random = randomFrom(42);
    const hits = new Map<string, number>();
    const byLoss = new Map<Loss, number>();
    for (let n = 0; n < rounds; n += 1) {
      way.taken = 0;
      way.loss = losses[n % losses.length] ?? 'none';
      const crashShare = [0, 0.2, 0.9][Math.floor(n / losses.length) % 3] ?? 0;
      const round = { id: `round-${n}`, state: state(s3, 'state'), mailer: mailer(sesClient), random, crashShare };
      const { outcomes, died } = await playRound(round);
      const story = `round ${n}, ${way.loss}: ${outcomes.join()}`;
      expect(way.taken, story).toBeLessThanOrEqual(1);
      if (crashShare === 0) expect(way.taken, story).toBe(1);
      if (crashShare === 0 && way.loss !== 'none') expect(outcomes, story).toContain('uncertain');
      byLoss.set(way.loss, (byLoss.get(way.loss) ?? 0) + way.taken);
      for (const [point, count] of died) hits.set(point, (hits.get(point) ?? 0) + count);
    }
    expect([...hits.keys()].sort()).toEqual([...crashPoints].sort());
    expect([...byLoss.values()].every((taken) => taken > 50)).toBe(true);
    console.log('died:', Object.fromEntries(hits), 'taken:', Object.fromEntries(byLoss));
  });
});
