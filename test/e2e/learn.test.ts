/** What a user calls unwanted, from submission to a version of the organisation's model, in the whole organisation. */

import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { defaultRule } from '../../local/org.ts';
import { modelPointerKey } from '../../shared/archive/keys.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

const parsed = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  learning: { spam: ['bob@corp.example'] },
});

it('is learned, and judges the next message', async () => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const outbound = { ...defaultRule({ fallback: { type: 'BOUNCE' } }), direction: 'OUTBOUND' as const };
  const organisation = await anOrganisation({
    zipFile: await builtZip(),
    policy: parsed.policy,
    rules: [defaultRule(), outbound],
  });
  const { host, port, password: pass } = organisation.submission;
  const client = createTransport({ host, port, ignoreTLS: true, auth: { user: 'alice@corp.example', pass } });
  const unwanted = 'From: prizes@careless.example\r\nSubject: You have won\r\n\r\nSend your account.\r\n';
  const report = { contentType: 'message/rfc822', content: unwanted, filename: 'won.eml' };
  const from = 'Alice Archer <alice@corp.example>';
  await client.sendMail({ from, to: 'bob@corp.example', subject: 'Fwd', text: '.', attachments: [report] });
  client.close();

  const s3 = new S3Client(organisation.admin);
  const { name: Bucket } = organisation.deployment.buckets.state;
  const count = async (Prefix: string) => (await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).KeyCount;
  await expect.poll(() => count(modelPointerKey), { timeout: 50_000 }).toBe(1);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: modelPointerKey }));
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ current: 1, versions: [{ version: 1 }] });
  expect(await count('model/v1/features/')).toBe(1);
  // The outbound hand-over and, since Bob is one of us, the inbound one.
  await expect.poll(() => count('mark/v1/learn/'), { timeout: 50_000 }).toBe(2);
  s3.destroy();
  expect(organisation.authoriser.refusals()).toEqual([]);
});
