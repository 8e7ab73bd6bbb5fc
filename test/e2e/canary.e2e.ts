/** The canary in the whole organisation: archived like any message, followed by nobody, and missed when the rule is gone. */

import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { LocalClock } from '../../local/clock.ts';
import { readDeployment } from '../../local/deployment/deployment.ts';
import { templateValues } from '../../local/org.ts';
import type { LocalOrganisation } from '../../local/organisation.ts';
import { accountLine } from '../../shared/archive/reconcile.ts';
import type { ReconciledHour } from '../../shared/completeness/hour-record.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { builtZip } from './builds.ts';
import { aFolder, anOrganisation } from './whole-organisation.ts';

/** Whoever follows would have something to do with any other mail to this mailbox. */
const parsed = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  directory: { people: [{ name: 'Canary', addresses: ['canary@corp.example'] }] },
  journal: { from: 'journal@corp.example', rules: [{ id: 'all', to: 'journal@archive.example' }] },
  learning: { ham: ['canary@corp.example'] },
  replies: {
    responders: [
      {
        id: 'receipt',
        mailboxes: ['canary@corp.example'],
        kind: 'ack',
        senderAuth: 'off',
        defaultLanguage: 'en',
        texts: { en: { external: { text: 'It is here.' }, internal: { text: 'It is here.' } } },
      },
    ],
  },
});

const hourMs = 3_600_000;

async function objectsOf(organisation: LocalOrganisation, Prefix: string): Promise<readonly Record<string, unknown>[]> {
  const s3 = new S3Client(organisation.admin);
  const { name: Bucket } = organisation.deployment.buckets.state;
  try {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    const read = Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '') as Record<string, unknown>;
    });
    return await Promise.all(read);
  } finally {
    s3.destroy();
  }
}

it('is archived, answered, journalled and learned by nobody, and missed when the rule is gone', async () => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { policy } = parsed;
  const lines: string[] = [];
  /** The latest metrics of `reconcile`. */
  const seen = (name: string): unknown => {
    const found = lines.flatMap((line) => (line.includes('"_aws"') && line.includes(`"${name}"`) ? [line] : [])).at(-1);
    return found === undefined
      ? undefined
      : (JSON.parse(found.slice(found.indexOf('{'))) as Record<string, unknown>)[name];
  };
  const clock = new LocalClock();
  clock.advance(hourMs - (Date.now() % hourMs) + 10 * 60_000);
  const params = { ...templateValues.params, canaryAddress: 'canary@corp.example' };
  const options = {
    zipFile: await builtZip(),
    stateDir: await aFolder(),
    deployment: await readDeployment({ ...templateValues, params }),
    policy,
    people: policy,
    clock,
    onFunctionLine: (line: string) => void lines.push(line),
  };
  const organisation = await anOrganisation(options);
  const canaries = () => organisation.mailboxes.list('canary@corp.example', 'inbox');
  const marked = async (follower: string) =>
    (await objectsOf(organisation, `mark/v1/${follower}/`)).map(({ outcome }) => outcome);

  clock.advance(hourMs);
  await expect.poll(async () => (await canaries()).length, { timeout: 60_000 }).toBe(1);
  await expect.poll(() => marked('journal'), { timeout: 60_000 }).toEqual(['canary']);
  await expect.poll(() => marked('reply'), { timeout: 60_000 }).toEqual(['silent']);
  await expect.poll(() => marked('learn'), { timeout: 60_000 }).toEqual(['nothing-attached']);
  expect(organisation.ses.sent()).toHaveLength(1);

  clock.advance(hourMs);
  await expect.poll(() => seen('canaryAlive'), { timeout: 60_000 }).toBe(1);
  expect(seen('canaryMissing')).toBe(0);
  await expect.poll(async () => (await canaries()).length, { timeout: 60_000 }).toBe(2);
  await expect.poll(() => marked('journal'), { timeout: 60_000 }).toEqual(['canary', 'canary']);
  expect(organisation.authoriser.refusals()).toEqual([]);
  await organisation.close();

  const without = await anOrganisation({ ...options, rules: [] });
  clock.advance(hourMs);
  const arrived = async () => (await without.mailboxes.list('canary@corp.example', 'inbox')).length;
  await expect.poll(arrived, { timeout: 60_000 }).toBe(3);
  expect(seen('canaryMissing')).toBe(0);
  clock.advance(hourMs);
  await expect.poll(() => seen('canaryMissing'), { timeout: 60_000 }).toBe(1);

  // Each of them is a message like any other to the account of its hour.
  clock.advance(5 * hourMs);
  const accounts = async () => (await objectsOf(without, 'reconcile/v1/hour/')) as unknown as readonly ReconciledHour[];
  const received = async () =>
    (await accounts()).map(({ counts }) => accountLine(counts)).filter((line) => !line.startsWith('0 received'));
  await expect
    .poll(received, { timeout: 60_000 })
    .toEqual([
      '1 received = 1 archived + 0 bypassed (0 fallback, 0 other rule, 0 too old) + 0 unknown',
      '1 received = 1 archived + 0 bypassed (0 fallback, 0 other rule, 0 too old) + 0 unknown',
      '1 received = 0 archived + 1 bypassed (0 fallback, 1 other rule, 0 too old) + 0 unknown',
    ]);
});
