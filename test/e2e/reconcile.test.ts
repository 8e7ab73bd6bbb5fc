/** The account of an hour in the whole organisation: made by its schedule, from the event log, by the packaged function. */

import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { LocalClock } from '../../local/clock.ts';
import type { LocalOrganisation } from '../../local/organisation.ts';
import { settledAt } from '../../shared/archive/hour.ts';
import { recordKey } from '../../shared/archive/keys.ts';
import { accountLine } from '../../shared/archive/reconcile.ts';
import type { ReconciledHour } from '../../shared/completeness/hour-record.ts';
import { followerNames } from '../../shared/followers/names.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

const hourMs = 3_600_000;
const timeoutMs = 4 * hourMs;

let zipFile: string;
beforeAll(async () => {
  zipFile = await builtZip();
}, 240_000);

let organisation: LocalOrganisation;
let s3: S3Client;
let lines: string[];

beforeEach(async () => {
  lines = [];
  const clock = new LocalClock();
  // Whatever the machine's time, all mail of a test comes in one hour.
  clock.advance(hourMs - (Date.now() % hourMs) + 10 * 60_000);
  organisation = await anOrganisation({ zipFile, clock, onFunctionLine: (line) => void lines.push(line) });
  s3 = new S3Client(organisation.admin);
});
afterEach(() => s3.destroy());

async function send(n: number) {
  const raw = `From: ann@partner.example\r\nTo: alice@corp.example\r\nMessage-ID: <${n}@partner.example>\r\n\r\nHello\r\n`;
  const outcome = await organisation.send({ from: 'ann@partner.example', to: ['alice@corp.example'], raw });
  const record = await organisation.recordOf(outcome);
  if (record === undefined) throw new Error('there is no record');
  return record;
}

/** To the moment from which the hour of this message can be judged. */
function untilSettled(at: string): void {
  const hour = new Date(Math.floor(Date.parse(at) / hourMs) * hourMs);
  const then = settledAt(hour, timeoutMs).getTime() + 60_000;
  organisation.clock.advance(Math.ceil(then - organisation.clock.now().getTime()));
}

async function accounts(): Promise<readonly ReconciledHour[]> {
  const { name: Bucket } = organisation.deployment.buckets.state;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'reconcile/v1/hour/' }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '') as ReconciledHour;
    }),
  );
}

/** What the function counted, by the last metrics that have it. */
function metric(name: string): unknown {
  const found = lines.flatMap((line) => {
    if (!line.includes('"_aws"')) return [];
    const metrics = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
    return String(metrics['service']).startsWith('reconcile') && name in metrics ? [metrics[name]] : [];
  });
  return found.at(-1);
}

it('accounts for every message when their time is over, and for each hour once', async () => {
  const [first] = [await send(1), await send(2)];
  untilSettled(first.firstSeen);
  await expect.poll(async () => (await accounts()).length, { timeout: 50_000 }).toBeGreaterThan(0);
  const [account] = await accounts();
  expect(account).toMatchObject({ differences: [], logIsSilent: false, revision: 1, rules: ['mailweir'] });
  expect(accountLine(account?.counts as ReconciledHour['counts'])).toMatch(
    /^2 received = 2 archived \+ 0 bypassed .* \+ 0 unknown$/,
  );
  expect(Object.keys(account?.unmarked ?? {})).toEqual([...followerNames]);
  // A run before the hour was over has written the first of them, too.
  const counted = () => ['hoursBehind', 'unknown', 'archived'].map(metric);
  await expect.poll(counted, { timeout: 50_000 }).toEqual([0, 0, 2]);

  // The next hour has no mail, and takes nothing away from the first.
  organisation.clock.advance(hourMs);
  await expect.poll(async () => (await accounts()).length, { timeout: 50_000 }).toBe(2);
  expect((await accounts())[0]).toEqual(account);
  expect(organisation.authoriser.refusals()).toEqual([]);
}, 240_000);

it('names the record that somebody removed, and counts it', async () => {
  const [first, second] = [await send(1), await send(2)];
  const Key = recordKey(second.organisation, new Date(second.firstSeen), second.deliveryId);
  await s3.send(new DeleteObjectCommand({ Bucket: organisation.deployment.buckets.evidence.name, Key }));
  untilSettled(first.firstSeen);
  await expect.poll(async () => (await accounts()).length, { timeout: 50_000 }).toBeGreaterThan(0);
  const [account] = await accounts();
  expect(account?.counts).toMatchObject({ archived: 1, unknown: 1 });
  const named = account?.differences.map(({ code, where }) => `${code} ${where}`);
  expect(named).toContain(`hand-over-without-record ${second.flowMessageId}`);
  expect(named).toContain(`object-hidden ${Key}`);
  await expect.poll(() => metric('unknown'), { timeout: 50_000 }).toBe(1);
  expect(lines.join('\n')).not.toContain('alice@corp.example');
}, 240_000);
