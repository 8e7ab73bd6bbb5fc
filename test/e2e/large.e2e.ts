/** 39 MB, within the CPU and the memory that serverless.yml gives. */

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildEvent } from '../../local/flow/event.ts';
import { aBench, aMail, type Bench, tracesOf } from './a-bench.ts';

const to = 'alice@corp.example';
let bench: Bench;
beforeAll(async () => {
  bench = await aBench();
});
afterAll(() => bench.close());

function large(sizeBytes: number): Buffer {
  const lines =
    randomBytes(Math.floor((sizeBytes - 1_000) / 78) * 57)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return Buffer.from(
    aMail({
      headers: ['Content-Type: multipart/mixed; boundary=frontier'],
      body: [
        '--frontier',
        'Content-Type: text/plain',
        '',
        'A large file.',
        '--frontier',
        'Content-Type: application/octet-stream; name="film.bin"',
        'Content-Transfer-Encoding: base64',
        '',
        ...lines,
        '--frontier--',
      ].join('\r\n'),
    }),
  );
}

it('a message of 39 MB is handled within CPU and memory, one PutObject an object', async () => {
  const { organisation } = bench;
  const { memorySizeMb } = organisation.deployment.inbound;
  const original = large(39_000_000);
  const id = await organisation.transit.add({
    original,
    envelope: { mailFrom: 'paula@partner.example', recipients: [to] },
    receivedAt: new Date(),
  });
  const event = buildEvent({ id, mailFrom: 'paula@partner.example', recipients: [to], subject: 'Film' });
  const result = await organisation.lambda.invoke(event);
  const { ok, cpuSeconds = Number.NaN, peakRssMb = Number.NaN, ms } = result;
  console.log(
    `39 MB: ${Math.round(ms)} ms, ${cpuSeconds} CPU s, ${Math.round(peakRssMb)} MB peak of ${memorySizeMb} MB`,
  );
  expect(ok).toBe(true);
  expect(cpuSeconds).toBeLessThanOrEqual((8 * memorySizeMb) / 1_769);
  expect(peakRssMb).toBeLessThan(memorySizeMb);

  const { evidence, records, expected } = await tracesOf(bench, event.invocationId);
  expect(evidence[0]?.bytes.equals(original)).toBe(true);
  expect(records[0]?.writeBack).toBe('done');
  const message = await organisation.transit.find(id);
  expect((await message?.content())?.equals(expected)).toBe(true);

  const puts = organisation.s3.calls
    .list()
    .filter(
      ({ principal, operation }) => principal === organisation.deployment.inbound.name && operation !== 'GetObject',
    );
  expect(puts.map(({ operation }) => operation)).toEqual(['PutObject', 'PutObject', 'PutObject', 'PutObject']);
  expect(new Set(puts.map(({ key }) => key)).size).toBe(4);
});
