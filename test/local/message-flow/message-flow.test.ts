import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetRawMessageContentCommand,
  PutRawMessageContentCommand,
  WorkMailMessageFlowClient,
} from '@aws-sdk/client-workmailmessageflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { startMessageFlow } from '../../../local/message-flow/server.ts';
import { TransitStore } from '../../../local/message-flow/transit.ts';
import { type S3Server, startS3 } from '../../../local/s3/server.ts';
import {
  aClock,
  aFolder,
  afterTest,
  clientOptions,
  credentials,
  dayMs,
  hourMs,
  place,
  refusal,
  region,
  type TestClock,
} from '../local-setup.ts';

const lines = (...text: readonly string[]) => `${text.join('\r\n')}\r\n`;

const header = [
  'Received: from mx.sender.example by inbound-smtp.eu-west-1.amazonaws.com',
  'X-SES-Spam-Verdict: PASS',
  'From: Alice <alice@sender.example>',
  'To: bob@org.example',
  'Date: Mon, 23 Nov 2026 09:00:00 +0000',
  'Message-ID: <one@sender.example>',
  'Subject: Figures',
];
const original = lines(...header, '', 'Hello');
const withSubject = (subject: string) => original.replace('Figures', subject);
const multipart = (...body: readonly string[]) =>
  lines(...header, 'Content-Type: multipart/mixed; boundary="b"', '', ...body);
const withAttachment = (...fields: readonly string[]) =>
  multipart('--b', 'Content-Type: text/plain', '', 'Hello', '--b', ...fields, '', 'MZ', '--b--');

describe('the local Message Flow API', () => {
  let clock: TestClock;
  let messages: TransitStore;
  let s3: S3Client;
  let s3Server: S3Server;
  let client: WorkMailMessageFlowClient;
  let id: string;

  beforeEach(async () => {
    clock = aClock();
    const folder = await aFolder();
    const common = { region, credentials, clock };
    const buckets = [{ name: 'exchange', versioned: true, objectLock: false }];
    s3Server = await startS3({ ...common, folder, buckets });
    messages = await TransitStore.open(`${folder}/transit`);
    const server = await startMessageFlow({ place, ...common, messages, contents: s3Server });
    // More than one attempt: the SDK learns the test's clock from a refusal.
    s3 = new S3Client({ ...clientOptions(s3Server.url), maxAttempts: 2 });
    client = new WorkMailMessageFlowClient({ ...clientOptions(server.url), maxAttempts: 2 });
    afterTest(() => Promise.all([server.close(), s3Server.close()]));
    id = await messages.add({
      original: Buffer.from(original),
      envelope: { mailFrom: 'alice@sender.example', recipients: ['bob@org.example'] },
      receivedAt: clock(),
    });
  });

  const get = async (messageId = id) =>
    (await client.send(new GetRawMessageContentCommand({ messageId }))).messageContent?.transformToString();
  const reference = (key: string, objectVersion?: string, bucket = 'exchange') => ({
    s3Reference: { bucket, key, ...(objectVersion !== undefined && { objectVersion }) },
  });
  const put = (content: ReturnType<typeof reference>, messageId = id) =>
    client.send(new PutRawMessageContentCommand({ messageId, content }));
  const store = async (content: string | Buffer, key = 'a/new') =>
    (await s3.send(new PutObjectCommand({ Bucket: 'exchange', Key: key, Body: content }))).VersionId;
  const replace = async (content: string | Buffer) => put(reference('a/new', await store(content)));

  it('gives the bytes as received', async () => {
    expect(await get()).toBe(original);
  });

  it('gives the new content after a Put, and keeps the original', async () => {
    await replace(withSubject('[external] Figures'));
    expect(await get()).toBe(withSubject('[external] Figures'));
    const message = await messages.find(id);
    expect((await message?.original())?.toString()).toBe(original);
    expect(message?.replaced).toBe(true);
  });

  it('reads the version that is named, and the current one if none is', async () => {
    const first = await store(withSubject('first'));
    await store(withSubject('second'));
    await put(reference('a/new', first));
    expect(await get()).toBe(withSubject('first'));
    await put(reference('a/new'));
    expect(await get()).toBe(withSubject('second'));
  });

  it('knows a message for a day', async () => {
    clock.advance(dayMs - hourMs);
    expect(await get()).toBe(original);
    clock.advance(2 * hourMs);
    const gone = { name: 'ResourceNotFoundException', status: 404 };
    expect(await refusal(get())).toMatchObject(gone);
    expect(await refusal(replace(original))).toMatchObject(gone);
  });

  it.each(['3f0c2b1e-0000-0000-0000-000000000000', 'x'])('does not know %s', async (unknown) => {
    expect(await refusal(get(unknown))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it.each(['', '..', 'UPPER', 'a_b', 'a'.repeat(121)])('refuses the id "%s"', async (invalid) => {
    expect((await refusal(get(invalid))).name).toMatch(/^(ValidationException|UnknownOperationException)$/);
  });

  it('refuses to change a frozen message, and still reads it', async () => {
    await messages.freeze(id);
    expect(await refusal(replace(original))).toMatchObject({ name: 'MessageFrozen', status: 400 });
    expect(await get()).toBe(original);
  });

  it.each([
    { what: 'an unknown bucket', content: reference('a/new', undefined, 'elsewhere') },
    { what: 'a missing object', content: reference('a/absent') },
    { what: 'a missing version', content: reference('a/new', 'v0') },
  ])('does not read $what', async ({ content }) => {
    await store(original);
    expect(await refusal(put(content))).toMatchObject({ name: 'InvalidContentLocation', status: 400 });
  });

  it.each(['new.eml', 'new_1', 'a=b', ''])('refuses the key "%s"', async (key) => {
    expect(await refusal(put(reference(key)))).toMatchObject({ name: 'ValidationException', status: 400 });
  });

  it.each(['Exchange', 'ex.change', 'ex'])('refuses the bucket name "%s"', async (bucket) => {
    expect(await refusal(put(reference('k', undefined, bucket)))).toMatchObject({ name: 'ValidationException' });
  });

  it.each([
    { what: 'an added field', content: `X-Tag: seen\r\n${original}` },
    { what: 'a refolded From', content: original.replace('Alice <', 'Alice\r\n <') },
    { what: 'a line of 1,000 bytes', content: `${original}${'x'.repeat(998)}\r\n` },
    { what: 'a multipart', content: multipart('preamble', '--b', '', 'Hello', '--b--', 'epilogue') },
    { what: 'a boundary that begins like another', content: multipart('--b', '', '--bb', 'Hello', '--b--') },
    { what: 'a harmless attachment', content: withAttachment('Content-Disposition: attachment; filename="a.exe.pdf"') },
    { what: 'other text for the same fields', content: lines(...header, '', 'Goodbye') },
  ])('takes $what', async ({ content }) => {
    await replace(content);
    expect(await get()).toBe(content);
  });

  it.each([
    { what: 'a line of 1,001 bytes', content: `${original}${'x'.repeat(999)}\r\n`, says: /longer than 1000/ },
    { what: 'no Date', content: original.replace(/Date:.*\r\n/, ''), says: /required header 'date'/ },
    { what: 'no From', content: original.replace(/From:.*\r\n/, ''), says: /required header 'from'/ },
    { what: 'two subjects', content: `Subject: more\r\n${original}`, says: /Duplicate header 'subject'/ },
    {
      what: 'two Content-Types',
      content: `Content-Type: text/plain\r\ncontent-type: a/b\r\n${original}`,
      says: /'content-type'/,
    },
    { what: 'another To', content: original.replace('bob@', 'eve@'), says: /Immutable header 'to'/ },
    { what: 'another Message-ID', content: original.replace('<one@', '<two@'), says: /Immutable header 'message-id'/ },
    { what: 'a Received more', content: `Received: from us\r\n${original}`, says: /Immutable header 'received'/ },
    { what: 'a Reply-To that was not there', content: `Reply-To: a@b.example\r\n${original}`, says: /'reply-to'/ },
    { what: 'another SES verdict', content: original.replace('PASS', 'FAIL'), says: /'x-ses-spam-verdict'/ },
    { what: 'an ARC field', content: `ARC-Seal: i=1\r\n${original}`, says: /'arc-seal'/ },
    { what: 'a header line without a colon', content: `no field\r\n${original}`, says: /not a field/ },
    {
      what: 'a multipart without a boundary',
      content: lines(...header, 'Content-Type: multipart/mixed', '', 'x'),
      says: /no boundary/,
    },
    { what: 'a multipart without a delimiter', content: multipart('Hello'), says: /no delimiter/ },
    { what: 'a multipart without an end', content: multipart('--b', '', 'Hello'), says: /not closed/ },
    {
      what: 'an inner multipart without an end',
      content: withAttachment('Content-Type: multipart/mixed; boundary=c'),
      says: /no delimiter/,
    },
    {
      what: 'a program',
      content: withAttachment('Content-Disposition: attachment; filename="Run.EXE"'),
      says: /'\.exe'/,
    },
    {
      what: 'a script by its name parameter',
      content: withAttachment('Content-Type: text/plain; name=run.js'),
      says: /'\.js'/,
    },
    {
      what: 'a program in RFC 2231 pieces',
      content: withAttachment("Content-Disposition: attachment; filename*0*=utf-8''run%2E; filename*1=exe"),
      says: /'\.exe'/,
    },
    {
      what: 'a program in an encoded word',
      content: withAttachment('Content-Disposition: attachment; filename="=?utf-8?B?cnVuLmV4ZQ==?="'),
      says: /'\.exe'/,
    },
    {
      what: 'a program in an attached message',
      content: withAttachment('Content-Type: message/rfc822', '', 'Content-Type: application/x; name=a.scr'),
      says: /'\.scr'/,
    },
  ])('rejects $what', async ({ content, says }) => {
    const { name, status, message } = await refusal(replace(content));
    expect({ name, status }).toEqual({ name: 'MessageRejected', status: 400 });
    expect(message).toMatch(says);
    expect(await get()).toBe(original);
  });

  it('rejects a message above 40 MB', async () => {
    const line = `${'x'.repeat(998)}\r\n`;
    const content = Buffer.from(original + line.repeat(Math.ceil((40 * 1024 * 1024) / line.length)));
    expect(await refusal(replace(content))).toMatchObject({ name: 'MessageRejected', message: /larger/ });
  });

  it('keeps messages over a restart and forgets those that are removed', async () => {
    await replace(withSubject('kept'));
    const folder = await aFolder();
    const before = await TransitStore.open(folder);
    const kept = await before.add({
      original: Buffer.from('a'),
      envelope: { mailFrom: null, recipients: [] },
      receivedAt: clock(),
    });
    await before.remove(
      await before.add({
        original: Buffer.from('b'),
        envelope: { mailFrom: null, recipients: [] },
        receivedAt: clock(),
      }),
    );
    const found: string[] = [];
    for await (const message of (await TransitStore.open(folder)).list()) found.push(message.id);
    expect(found).toEqual([kept]);
  });
});
