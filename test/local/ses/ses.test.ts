import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountOptions } from '../../../local/ses/account.ts';
import { aClock, dayMs, refusal, region } from '../local-setup.ts';
import { aSes, raw, reply, type TestSes } from './a-ses.ts';

const recipients = (count: number) => Array.from({ length: count }, (_, index) => `r${index}@b.example`);
const simple = (content: NonNullable<SendEmailCommandInput['Content']>['Simple']): Partial<SendEmailCommandInput> => ({
  FromEmailAddress: 'robot@other.example',
  Destination: { ToAddresses: ['alice@sender.example'] },
  Content: { Simple: content },
});
const rawLines = (...lines: readonly string[]) => ({ Content: { Raw: { Data: raw(...lines) } } });

describe('SendEmail', () => {
  let ses: TestSes;

  beforeEach(async () => {
    ses = await aSes({ configurationSets: [{ name: 'known', destinations: [] }] });
  });

  it('replaces Date and Message-ID, keeps Bcc and Return-Path to itself, and touches no octet of the body', async () => {
    const before = Date.now();
    const id = await ses.send(
      rawLines(
        ...reply,
        'Bcc: hidden@sender.example',
        'Return-Path: <postmaster@org.example>',
        'X-SES-CONFIGURATION-SET: known',
        'X-SES-MESSAGE-TAGS: campaign=autumn, team=post',
        'X-Ours: kept',
        '',
        'Hello\r\n\r\n-- ',
        'Post',
      ),
    );
    const content = await ses.content(id);
    const [header = '', body] = content.split(/(?<=\r\n)\r\n(?=Hello)/);
    expect(body).toBe('Hello\r\n\r\n-- \r\nPost\r\n');
    expect(header).toContain(`Message-ID: <${id}@eu-west-1.amazonses.com>\r\n`);
    expect(header).toContain('Subject: Away\r\n');
    expect(header).toContain('X-Ours: kept\r\n');
    expect(header).not.toMatch(/2001|mine@|hidden|return-path|x-ses-(?!outgoing)/i);
    const date = /^Date: (.*)\r$/m.exec(header)?.[1] ?? '';
    expect(Math.abs(Date.parse(date) - before)).toBeLessThan(60_000);
    expect(ses.server.sent()).toMatchObject([
      {
        messageId: id,
        from: 'postmaster@org.example',
        envelopeFrom: `${id}@${region}.amazonses.com`,
        recipients: ['alice@sender.example', 'hidden@sender.example'],
        state: 'delivered',
      },
    ]);
  });

  it('signs with the verified domain and with its own, above a signature that was there', async () => {
    const id = await ses.sendRaw('DKIM-Signature: v=1; d=elsewhere.example', ...reply, '', 'x');
    const content = await ses.content(id);
    const domains = [...content.matchAll(/^DKIM-Signature:[^:]*?d=([a-z.]+)/gm)].map(([, domain]) => domain);
    expect(domains).toEqual(['org.example', 'amazonses.com', 'elsewhere.example']);
    expect(content).toMatch(/^Feedback-ID: ::1\.eu-west-1\.\S+:AmazonSES\r$/m);
    expect(content).toMatch(/^X-SES-Outgoing: \d{4}\.\d\d\.\d\d-[\d.]+\r$/m);
  });

  it('cannot sign for a domain of which only one address is verified', async () => {
    const content = await ses.content(await ses.sendRaw('From: robot@other.example', 'To: a@b.example', '', 'x'));
    expect(content.match(/^DKIM-Signature:/gm)).toHaveLength(1);
  });

  it('goes to the destination of the request and not of the header', async () => {
    await ses.send({ Destination: { BccAddresses: ['Journal <journal@b.example>'] } });
    expect(ses.server.sent()[0]?.recipients).toEqual(['journal@b.example']);
  });

  it('composes a simple message, with header fields and attachments', async () => {
    const id = await ses.send({
      ...simple({
        Subject: { Data: 'Grüße', Charset: 'UTF-8' },
        Body: { Text: { Data: 'Hello' }, Html: { Data: '<p>Hällo', Charset: 'ISO-8859-1' } },
        Headers: [{ Name: 'Auto-Submitted', Value: 'auto-replied' }],
        Attachments: [
          { FileName: 'report.pdf', RawContent: Buffer.from('%PDF'), ContentType: 'application/pdf' },
          { FileName: 'logo.png', RawContent: Buffer.from('PNG'), ContentDisposition: 'INLINE', ContentId: 'logo' },
        ],
      }),
      ReplyToAddresses: ['desk@other.example'],
    });
    const content = await ses.content(id);
    expect(content).toMatch(/Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=/i);
    expect(content).toContain('Auto-Submitted: auto-replied');
    expect(content).toContain('Reply-To: desk@other.example');
    expect(content).toMatch(/Content-Disposition: attachment; filename=report\.pdf[^]*JVBERg==/);
    expect(content).toMatch(/Content-Id: <logo>/i);
    expect(content).toContain('Hello');
    expect(content).toMatch(/H=C3=A4llo/);
  });

  it.each([
    ['From: Post <postmaster@elsewhere.example>', 'To: a@b.example'],
    ['From: postmaster@org.example, eve@elsewhere.example', 'To: a@b.example'],
    ['From: postmaster@org.example', 'Sender: eve@elsewhere.example', 'To: a@b.example'],
    ['From: postmaster@org.example', 'Return-Path: <eve@elsewhere.example>', 'To: a@b.example'],
    ['From: somebody@other.example', 'To: a@b.example'],
    ['From: Robot@other.example', 'To: a@b.example'], // case counts before the @
    ['From: postmaster@notorg.example', 'To: a@b.example'],
  ])('rejects an identity that is not verified: %s', async (...header) => {
    const { name, status, message } = await refusal(ses.sendRaw(...header, '', 'x'));
    expect({ name, status }).toEqual({ name: 'MessageRejected', status: 400 });
    expect(message).toMatch(/^Email address is not verified\..*EU-WEST-1: \S+@\S+\.example$/);
  });

  it.each([
    { what: 'a subdomain of a verified domain', from: 'a@mail.org.example' },
    { what: 'a verified domain in other case', from: 'a@ORG.example' },
    { what: 'a verified address', from: 'robot@OTHER.example' },
    { what: 'a label behind a verified address', from: 'robot+tests@other.example' },
  ])('takes $what', async ({ from }) => {
    await ses.sendRaw(`From: ${from}`, 'To: a@b.example', '', 'x');
    expect(ses.server.sent()).toMatchObject([{ from }]);
  });

  it.each([
    { what: 'FromEmailAddress', input: { FromEmailAddress: 'eve@elsewhere.example' } },
    { what: 'FeedbackForwardingEmailAddress', input: { FeedbackForwardingEmailAddress: 'eve@elsewhere.example' } },
    {
      what: 'the identity of an ARN',
      input: { FromEmailAddressIdentityArn: `arn:aws:ses:${region}:123456789012:identity/elsewhere.example` },
    },
  ])('rejects a request whose $what is not verified', async ({ input }) => {
    expect(await refusal(ses.send(input))).toMatchObject({ name: 'MessageRejected', status: 400 });
    expect(ses.server.sent()).toEqual([]);
  });

  const long = 'x'.repeat(999);
  const multipart = (...lines: readonly string[]) =>
    rawLines(...reply, 'Content-Type: multipart/mixed; boundary=b', '', '--b', ...lines, '--b--');
  it.each([
    { what: '51 recipients', input: { Destination: { ToAddresses: recipients(51) } }, says: /exceeds 50/ },
    { what: 'no recipient', input: { Destination: {} }, says: /missing/ },
    { what: 'a malformed recipient', input: { Destination: { ToAddresses: ['nobody'] } }, says: /Illegal address/ },
    {
      what: 'a recipient with a line end',
      input: { Destination: { ToAddresses: ['x@out.example\r\nBcc: y@out.example'] } },
      says: /control/,
    },
    {
      what: 'one malformed recipient among good ones',
      input: { Destination: { ToAddresses: ['a@b.example'], BccAddresses: ['c@d@e'] } },
      says: /Illegal address/,
    },
    {
      what: 'a local part outside ASCII',
      input: { Destination: { ToAddresses: ['jürgen@b.example'] } },
      says: /^Local address contains control or whitespace$/,
    },
    {
      what: 'a domain outside ASCII',
      input: { Destination: { ToAddresses: ['a@müller.example'] } },
      says: /^Domain contains control or whitespace$/,
    },
    {
      what: 'a local part of 65 characters',
      input: { Destination: { ToAddresses: [`${'l'.repeat(65)}@b.example`] } },
      says: /longer than 64/,
    },
    { what: 'a template', input: { Content: { Template: { TemplateName: 't' } } }, says: /Template is not supported/ },
    { what: 'no content', input: { Content: {} }, says: /one of Raw, Simple and Template/ },
    {
      what: 'two contents',
      input: { Content: { Raw: { Data: raw(...reply, '', 'x') }, Template: { TemplateName: 't' } } },
      says: /one of Raw/,
    },
    { what: 'a tenant', input: { TenantName: 't' }, says: /TenantName is not supported/ },
    {
      what: 'a contact list',
      input: { ListManagementOptions: { ContactListName: 'l' } },
      says: /ListManagementOptions/,
    },
    {
      what: 'two DKIM signatures',
      input: rawLines('DKIM-Signature: a', 'DKIM-Signature: b', ...reply, '', 'x'),
      says: /Duplicate header 'dkim-signature'/,
    },
    {
      what: 'two DomainKey signatures',
      input: rawLines('DomainKey-Signature: a', 'DomainKey-Signature: b', ...reply, '', 'x'),
      says: /Duplicate header 'domainkey-signature'/,
    },
    { what: 'no From', input: rawLines('To: a@b.example', '', 'x'), says: /Missing required header 'From'/ },
    { what: 'a header line that is none', input: rawLines(...reply, 'what is this', '', 'x'), says: /malformed/ },
    {
      what: 'a multipart that is not closed',
      input: rawLines(...reply, 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x'),
      says: /malformed/,
    },
    { what: 'a line of 1,001 bytes', input: rawLines(...reply, '', long), says: /longer than 1000/ },
    {
      what: 'a blocked attachment under a header of two megabytes',
      input: multipart(
        `X-Long: y${'\r\nX-Long: y'.repeat(200_000)}`,
        'Content-Disposition: attachment; filename="Run.EXE"',
        '',
        'x',
      ),
      says: /^Illegal filename 'Run\.EXE'\.$/,
    },
    {
      what: 'a blocked attachment',
      input: multipart('Content-Disposition: attachment; filename="Run.EXE"', '', 'x'),
      says: /^Illegal filename 'Run\.EXE'\.$/,
    },
    {
      what: 'a blocked attachment in Simple',
      input: simple({
        Subject: { Data: 's' },
        Body: { Text: { Data: 't' } },
        Attachments: [{ FileName: 'a.js', RawContent: Buffer.from('x') }],
      }),
      says: /Illegal filename/,
    },
    {
      what: 'characters that do not fit the charset',
      input: simple({ Subject: { Data: 'Grüße' }, Body: { Text: { Data: 't' } } }),
      says: /Content\.Simple\.Subject has characters outside/,
    },
    {
      what: 'an unknown charset',
      input: simple({ Subject: { Data: 's', Charset: 'klingon' }, Body: { Text: { Data: 't' } } }),
      says: /"klingon" is not known/,
    },
    {
      what: 'a header field of its own in Simple',
      input: simple({
        Subject: { Data: 's' },
        Body: { Text: { Data: 't' } },
        Headers: [{ Name: 'Return-Path', Value: 'a@org.example' }],
      }),
      says: /'Return-Path' is set by SES/,
    },
    {
      what: 'a header value with a line end',
      input: simple({
        Subject: { Data: 's' },
        Body: { Text: { Data: 't' } },
        Headers: [{ Name: 'X-A', Value: 'a\r\nBcc: b@c.example' }],
      }),
      says: /Invalid value of header 'X-A'/,
    },
    { what: 'an empty body', input: simple({ Subject: { Data: 's' }, Body: {} }), says: /neither Text nor Html/ },
    {
      what: 'a tag with a space',
      input: { EmailTags: [{ Name: 'a b', Value: 'c' }] },
      says: /Invalid message tag "a b"/,
    },
    {
      what: 'a tag twice',
      input: { EmailTags: ['1', '2'].map((Value) => ({ Name: 'a', Value })) },
      says: /Duplicate message tag/,
    },
    {
      what: 'an ARN of another region',
      input: { FromEmailAddressIdentityArn: 'arn:aws:ses:us-east-1:123456789012:identity/org.example' },
      says: /Invalid identity ARN/,
    },
    {
      what: 'an ARN of another identity of ours',
      input: { FromEmailAddressIdentityArn: `arn:aws:ses:${region}:123456789012:identity/robot@other.example` },
      says: /does not cover postmaster@org\.example/,
    },
    {
      what: 'more than 40 MB after base64',
      input: { Content: { Raw: { Data: Buffer.concat([raw(...reply, ''), Buffer.alloc(30 * 1024 * 1024, 'x\n')]) } } },
      says: /more than 41943040 bytes/,
    },
  ])('refuses $what', async ({ input, says }) => {
    const { name, status, message } = await refusal(ses.send(input));
    expect({ name, status }).toEqual({ name: 'BadRequestException', status: 400 });
    expect(message).toMatch(says);
    expect(await readdir(join(ses.folder, 'messages'))).toEqual([]);
  });

  it('takes 50 recipients, lines of 1,000 bytes, and close to 40 MB', async () => {
    await ses.send({ Destination: { ToAddresses: recipients(50) } });
    await ses.sendRaw(...reply, '', 'x'.repeat(998));
    await ses.send({
      Content: { Raw: { Data: Buffer.concat([raw(...reply, ''), Buffer.alloc(30 * 1024 * 1024 - 1024, 'x\n')]) } },
    });
    expect(ses.server.sent().map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it.each([
    { how: 'the request', input: { ConfigurationSetName: 'unknown' } },
    { how: 'the message', input: rawLines(...reply, 'X-SES-CONFIGURATION-SET: unknown', '', 'x') },
  ])('finds no configuration set that only $how knows', async ({ input }) => {
    expect(await refusal(ses.send(input))).toEqual({
      name: 'NotFoundException',
      status: 404,
      message: 'Configuration set <unknown> does not exist.',
    });
  });
});

describe('the account', () => {
  const account = (options: AccountOptions, clock = aClock()) => aSes({ account: options, clock });

  it.each([
    { sending: 'paused', name: 'SendingPausedException' },
    { sending: 'suspended', name: 'AccountSuspendedException' },
  ] as const)('sends nothing while $sending', async ({ sending, name }) => {
    const ses = await account({ sending });
    expect(await refusal(ses.send())).toMatchObject({ name, status: 400 });
    ses.server.account.change({ sending: 'enabled' });
    await ses.send();
    expect(ses.server.sent()).toHaveLength(1);
  });

  it('sends nothing through a configuration set that is paused', async () => {
    const ses = await aSes({ configurationSets: [{ name: 'off', sendingEnabled: false, destinations: [] }] });
    expect(await refusal(ses.send({ ConfigurationSetName: 'off' }))).toMatchObject({ name: 'SendingPausedException' });
  });

  it('sends from the sandbox to verified recipients and the simulator only', async () => {
    const ses = await account({ sandbox: true, sendingRate: 100 });
    const { name, message } = await refusal(ses.to('alice@org.example', 'pat@partner.example'));
    expect(name).toBe('MessageRejected');
    expect(message).toMatch(/EU-WEST-1: pat@partner\.example$/);
    await ses.to('alice@org.example', 'success@simulator.amazonses.com');
    expect(ses.server.sent()).toHaveLength(1);
  });

  it('has the quotas of the sandbox: 200 recipients a day, one a second', async () => {
    const clock = aClock();
    const ses = await account({ sandbox: true }, clock);
    await ses.to('alice@org.example');
    expect(await refusal(ses.to('alice@org.example'))).toEqual({
      name: 'TooManyRequestsException',
      status: 429,
      message: 'Maximum sending rate exceeded.',
    });
    for (let at = 0; at < 4; at += 1) {
      clock.advance(60_000);
      await ses.to(...Array.from({ length: 50 }, (_, index) => `alice+${at}.${index}@org.example`));
    }
    clock.advance(60_000);
    expect(await refusal(ses.to('alice@org.example'))).toMatchObject({ message: 'Daily message quota exceeded.' });
    clock.advance(dayMs);
    await ses.to('alice@org.example');
  });

  it('counts recipients over a restart, but not those of the simulator', async () => {
    const ses = await account({ dailyQuota: 2 });
    await ses.to('a@b.example', 'success@simulator.amazonses.com', 'ooto@simulator.amazonses.com');
    await ses.server.close();
    const next = await ses.again();
    await next.to('b@b.example', 'c@b.example'); // whole, as long as anything is left
    expect(await refusal(next.to('a@b.example'))).toEqual({
      name: 'TooManyRequestsException',
      status: 429,
      message: 'Daily message quota exceeded.',
    });
    await next.to('success@simulator.amazonses.com');
  });
});
