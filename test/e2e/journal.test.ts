/** A journal report in the whole organisation: it reaches a mailbox of the organisation, and is not journalled in turn. */

import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { readReport } from '../../shared/archive/journal-read.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

/** An organisation with this journal, which has had one message. */
async function afterOneMessage(journal: object) {
  const parsed = parsePolicy({
    version: 1,
    domains: ['corp.example'],
    directory: {
      people: [
        { name: 'Alice', addresses: ['alice@corp.example'] },
        { name: 'Compliance', addresses: ['compliance@corp.example'] },
      ],
    },
    journal: { from: 'journal@corp.example', ...journal },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { policy } = parsed;
  const organisation = await anOrganisation({ zipFile: await builtZip(), policy, people: policy });
  const raw = 'From: ann@partner.example\r\nTo: alice@corp.example\r\nSubject: Numbers\r\n\r\nHello.\r\n';
  const outcome = await organisation.send({ from: 'ann@partner.example', to: ['alice@corp.example'], raw });
  const record = await organisation.recordOf(outcome);
  const inbox = () => organisation.mailboxes.list('compliance@corp.example', 'inbox');
  await expect.poll(async () => (await inbox()).length, { timeout: 50_000 }).toBe(1);
  const report = readReport(parseMessage((await (await inbox())[0]?.read()) ?? Buffer.alloc(0)));
  return { organisation, record, report };
}

it('a report arrives with the original byte for byte, and makes no report of itself', async () => {
  const { organisation, record, report } = await afterOneMessage({
    rules: [{ id: 'all', to: 'compliance@corp.example' }],
  });
  expect(report?.envelope.recipients).toEqual([{ word: 'Recipient', address: 'alice@corp.example' }]);
  expect(report?.carriedSha256).toBe(record?.evidence?.sha256);

  const s3 = new S3Client(organisation.admin);
  const { name: Bucket } = organisation.deployment.buckets.state;
  const marks = async () => (await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'mark/v1/journal/' }))).KeyCount;
  await expect.poll(marks, { timeout: 50_000 }).toBe(2);
  s3.destroy();
  expect(organisation.ses.sent()).toHaveLength(1);
  expect(organisation.authoriser.refusals()).toEqual([]);
});

it('a report that its mailbox sends back reaches the alternate one, once', async () => {
  const { organisation, record, report } = await afterOneMessage({
    alternate: 'compliance@corp.example',
    rules: [{ id: 'all', to: 'bounce@simulator.amazonses.com', recipients: ['alice@corp.example'] }],
  });
  expect(report?.carriedSha256).toBe(record?.evidence?.sha256);

  const s3 = new S3Client(organisation.admin);
  const { name: Bucket } = organisation.deployment.buckets.state;
  const states = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'journal/v1/' }));
    const texts = Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (JSON.parse((await Body?.transformToString()) ?? '') as { readonly state: string }).state;
    });
    return (await Promise.all(texts)).sort();
  };
  await expect.poll(states, { timeout: 50_000 }).toEqual(['bounced', 'delivered']);
  s3.destroy();
  expect(organisation.ses.sent().map(({ recipients }) => recipients)).toEqual([
    ['bounce@simulator.amazonses.com'],
    ['compliance@corp.example'],
  ]);
  expect(organisation.authoriser.refusals()).toEqual([]);
});
