/** Who is known and who is not, from the first message of a stranger to the answer that makes an acquaintance of him. */

import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { defaultRule } from '../../local/org.ts';
import type { LocalOrganisation } from '../../local/organisation.ts';
import { compose, samples } from '../../local/samples.ts';
import { markKey, recordKey } from '../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { builtZip } from './builds.ts';
import { anOrganisation } from './whole-organisation.ts';

const timeout = 50_000;
const received = (count: number) => expect.objectContaining({ received: count, written: 0 });

/** By one whom authentication vouches for. */
async function fromPartner(organisation: LocalOrganisation): Promise<DeliveryRecord> {
  const sample = samples.find(({ title }) => title === 'Partner');
  const record = sample && (await organisation.recordOf(await organisation.send(await compose(sample))));
  if (!record) throw new Error('there is no record');
  return record;
}

it('is learned from what comes and what goes, and told to those who judge', async () => {
  const outbound = { ...defaultRule({ fallback: { type: 'BOUNCE' } }), direction: 'OUTBOUND' as const };
  const organisation = await anOrganisation({ zipFile: await builtZip(), rules: [defaultRule(), outbound] });
  const { state: stateBucket, evidence } = organisation.deployment.buckets;
  const s3 = new S3Client(organisation.admin);
  const count = async (Prefix: string) =>
    (await s3.send(new ListObjectsV2Command({ Bucket: stateBucket.name, Prefix }))).KeyCount;
  const counted = (records: number) => expect.poll(() => count('mark/v1/relation/'), { timeout }).toBe(records);
  /** What a warm function has read is held for a minute. */
  const anotherProcess = () => organisation.lambda.kill();

  const first = await fromPartner(organisation);
  // Nothing is kept yet: nobody is called a stranger.
  expect(first.relation).toEqual({ state: 'unknown', address: null, domain: null, historyDays: null });
  await counted(1);
  expect(await count('relation/v1/')).toBe(2);

  await anotherProcess();
  const second = await fromPartner(organisation);
  expect(second.relation).toEqual({ state: 'asked', address: received(1), domain: received(1), historyDays: 0 });
  await counted(2);

  const written = async (...to: readonly string[]): Promise<void> => {
    const { host, port, password: pass } = organisation.submission;
    const client = createTransport({ host, port, ignoreTLS: true, auth: { user: 'alice@corp.example', pass } });
    const from = 'Alice Archer <alice@corp.example>';
    await client.sendMail({ from, to: [...to], subject: 'Re: Hello', text: 'Fine.' });
    client.close();
  };
  await written('pat@partner.example', 'bob@corp.example');
  // What goes out, and what Bob gets of it.
  await counted(4);

  await anotherProcess();
  const third = await fromPartner(organisation);
  const known = { received: 2, daysReceived: 1, written: 1, firstWrittenDaysAgo: 0, lastWrittenDaysAgo: 0 };
  expect(third.relation).toMatchObject({ state: 'asked', address: known, domain: known });
  await counted(5);

  // Told again, and without the mark that would end it there: the object itself knows the hand-over.
  const { deliveryId, firstSeen } = third;
  const day = firstSeen.slice(0, 10).replaceAll('-', '/');
  const Key = markKey('relation', { day, deliveryId });
  await s3.send(new DeleteObjectCommand({ Bucket: stateBucket.name, Key }));
  const key = recordKey(organisation.id, new Date(firstSeen), deliveryId);
  const topic = organisation.deployment.topics.find(({ id }) => id === 'RecordTopic')?.arn ?? '';
  const notification = JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key } } }] });
  const bucket = { service: 's3.amazonaws.com', sourceArn: evidence.arn } as const;
  await organisation.events.deliver(bucket, topic, { text: notification });
  await organisation.events.deliver(bucket, topic, { text: notification });
  await counted(5);
  // Both are over, the second as well.
  await expect
    .poll(() => [...organisation.events.queues.values()].every(({ messages }) => messages.length === 0), { timeout })
    .toBe(true);

  await anotherProcess();
  expect((await fromPartner(organisation)).relation).toMatchObject({ address: { received: 3, written: 1 } });
  await counted(6);

  // Two weeks later a stranger is one.
  organisation.clock.advance(15 * 24 * 3600 * 1000);
  const sue = 'Sue Stern <sue@stranger.example>';
  const about = async (text: string, author = sue) => {
    const sample = {
      title: '',
      from: 'sue@stranger.example',
      to: ['alice@corp.example'],
      content: { from: author, subject: 'Hello', text },
    };
    return organisation.recordOf(await organisation.send(await compose(sample)));
  };
  const saidBy = (record: DeliveryRecord | undefined) =>
    record?.findings.filter(({ filter }) => filter === 'first-contact').map(({ reason }) => reason);
  expect(saidBy(await about('Could you send me your catalogue?'))).toEqual(['first-contact']);
  const asking = 'Our bank account has changed. Please pay invoice 4711 to the new account.';
  const asked = await about(asking, 'Carla Ruiz <carla@elsewhere.example>');
  expect(saidBy(asked)).toEqual(['first-contact-payment']);
  expect(asked?.writeBack).toBe('done');
  // Where it goes is for all evidence together; the warning is in it wherever it is.
  const folders = ['inbox', 'junk'] as const;
  const mails = (
    await Promise.all(folders.map((one) => organisation.mailboxes.list('alice@corp.example', one)))
  ).flat();
  const texts = await Promise.all(mails.map(async (mail) => String(await mail.read())));
  expect(texts.filter((text) => /somebody\s+your\s+organisation\s+has\s+known\s+for\s+long/.test(text))).toHaveLength(
    1,
  );

  await written('sue@stranger.example');
  await counted(9);
  await anotherProcess();
  expect(saidBy(await about('Thank you for the catalogue.'))).toEqual([]);
  expect(organisation.authoriser.refusals()).toEqual([]);
  s3.destroy();
}, 240_000);
