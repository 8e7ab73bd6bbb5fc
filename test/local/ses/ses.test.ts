import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { beforeEach, describe, expect, it } from 'vitest';
import { type SentMessage, startSes } from '../../../local/ses/server.ts';
import { aFolder, afterTest, clientOptions, credentials, refusal, region } from '../local-setup.ts';

const raw = (...lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
const reply = [
  'From: Post <postmaster@org.example>',
  'To: alice@sender.example',
  'Bcc: hidden@sender.example',
  'Subject: Away',
  'Date: Mon, 1 Jan 2001 00:00:00 +0000',
  'Message-ID: <mine@org.example>',
];

describe('the local SES', () => {
  let folder: string;
  let client: SESv2Client;
  let sent: SentMessage[];

  beforeEach(async () => {
    folder = join(await aFolder(), 'outbox');
    sent = [];
    const server = await startSes({
      region,
      credentials,
      folder,
      verified: ['org.example', 'robot@other.example'],
      onSent: async (message) => void sent.push(message),
    });
    client = new SESv2Client(clientOptions(server.url));
    afterTest(() => server.close());
  });

  const send = (input: Partial<SendEmailCommandInput>) =>
    client.send(new SendEmailCommand({ Content: { Raw: { Data: raw(...reply, '', 'Hello') } }, ...input }));
  const sendRaw = (...lines: readonly string[]) => send({ Content: { Raw: { Data: raw(...lines) } } });

  it('takes a raw message, with fields of its own', async () => {
    const { MessageId } = await send({});
    const content = await readFile(join(folder, `${MessageId}.eml`), 'latin1');
    expect(content).toContain('Subject: Away\r\n');
    expect(content).toContain(`Message-ID: <${MessageId}@eu-west-1.amazonses.com>\r\n`);
    expect(content).not.toMatch(/2001|mine@|hidden/);
    expect(content.endsWith('\r\n\r\nHello\r\n')).toBe(true);
    expect(sent).toMatchObject([
      {
        messageId: MessageId,
        from: 'postmaster@org.example',
        recipients: ['alice@sender.example', 'hidden@sender.example'],
        content: Buffer.from(content, 'latin1'),
      },
    ]);
  });

  it('goes to the destination of the request and not of the header', async () => {
    await send({ Destination: { BccAddresses: ['Journal <journal@org.example>'] } });
    expect(sent[0]?.recipients).toEqual(['journal@org.example']);
  });

  it('composes a simple message', async () => {
    await send({
      FromEmailAddress: 'Robot <robot@other.example>',
      Destination: { ToAddresses: ['alice@sender.example'] },
      Content: {
        Simple: {
          Subject: { Data: 'Grüße' },
          Body: { Text: { Data: 'Hello' } },
          Headers: [{ Name: 'Auto-Submitted', Value: 'auto-replied' }],
        },
      },
    });
    expect(sent[0]?.content.toString()).toMatch(/Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=/i);
    expect(sent[0]?.content.toString()).toContain('Auto-Submitted: auto-replied');
  });

  it.each([
    ['From: Post <postmaster@elsewhere.example>', 'To: a@b.example'],
    ['From: postmaster@org.example', 'Sender: eve@elsewhere.example', 'To: a@b.example'],
    ['From: postmaster@org.example', 'Return-Path: <eve@elsewhere.example>', 'To: a@b.example'],
    ['From: somebody@other.example', 'To: a@b.example'],
    ['From: postmaster@notorg.example', 'To: a@b.example'],
  ])('rejects an identity that is not verified: %s', async (...header) => {
    const { name, message } = await refusal(sendRaw(...header, '', 'x'));
    expect(name).toBe('MessageRejected');
    expect(message).toMatch(/not verified.*EU-WEST-1: \S+@\S+\.example$/);
  });

  it('takes a subdomain of a verified domain', async () => {
    await sendRaw('From: a@mail.org.example', 'To: a@b.example', '', 'x');
    expect(sent).toHaveLength(1);
  });

  const recipients = (count: number) => Array.from({ length: count }, (_, index) => `r${index}@b.example`);
  it.each([
    { what: '51 recipients', input: { Destination: { ToAddresses: recipients(51) } }, says: /exceeds 50/ },
    { what: 'no recipient', input: { Destination: {} }, says: /missing/ },
    { what: 'a malformed recipient', input: { Destination: { ToAddresses: ['nobody'] } }, says: /Illegal address/ },
    { what: 'a template', input: { Content: { Template: { TemplateName: 't' } } }, says: /Template is not supported/ },
    {
      what: 'two DKIM signatures',
      input: { Content: { Raw: { Data: raw('DKIM-Signature: a', 'DKIM-Signature: b', ...reply, '', 'x') } } },
      says: /Duplicate header 'dkim-signature'/,
    },
    { what: 'no From', input: { Content: { Raw: { Data: raw('To: a@b.example', '', 'x') } } }, says: /From/ },
    {
      what: 'more than 40 MB',
      input: { Content: { Raw: { Data: Buffer.concat([raw(...reply, ''), Buffer.alloc(40 * 1024 * 1024, 'x')]) } } },
      says: /more than/,
    },
  ])('refuses $what', async ({ input, says }) => {
    const { name, message } = await refusal(send(input));
    expect(name).toBe('BadRequestException');
    expect(message).toMatch(says);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes 50 recipients', async () => {
    await send({ Destination: { ToAddresses: recipients(50) } });
    expect(sent[0]?.recipients).toHaveLength(50);
  });
});
