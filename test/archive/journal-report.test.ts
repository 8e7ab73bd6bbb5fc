/** Journal reports: composed as archives want them, read back exactly, believed only from whom they should come. */

import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fc, it as prop } from '@fast-check/vitest';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { checkContent } from '../../local/ses/content-rules.ts';
import { type Carriage, carriageOf, lesserCarriage } from '../../shared/archive/journal-carriage.ts';
import { composeReport, type ReportToCompose } from '../../shared/archive/journal-compose.ts';
import { readReport } from '../../shared/archive/journal-read.ts';
import { mostRecipients, reportEnvelope, splitRecipients } from '../../shared/archive/journal-report.ts';
import { believeReport, type Trusted } from '../../shared/archive/journal-trust.ts';
import { noAuthentication } from '../../shared/mail/authentication.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

const key = { kid: 'k1', secret: Buffer.alloc(32, 7).toString('base64') };
const fit = { suspicious: false, blockedAttachment: false };
const envelope = { reversePath: 'ann@sender.example', recipients: ['bob@corp.example'], complete: true };
const ordinary = Buffer.from(
  'From: Ann <ann@sender.example>\r\nTo: bob@corp.example\r\nSubject: Figures\r\nMessage-ID: <1@sender.example>\r\n\r\nSee above.\r\n',
);

function aReport(original: Buffer, traits: Partial<ReportToCompose> = {}): ReportToCompose {
  const message = parseMessage(original);
  const sha256 = createHash('sha256').update(original).digest('hex');
  return {
    envelope: reportEnvelope(message, envelope),
    number: 1,
    of: 1,
    original,
    archived: {
      archiveId: 'a'.repeat(64),
      sha256,
      sizeBytes: original.length,
      key: `raw/v1/m-1/${sha256.slice(0, 2)}/${sha256}.eml`,
      version: 'v.1',
    },
    carriage: carriageOf(message, fit),
    organisation: 'm-1',
    from: 'journal@corp.example',
    to: 'compliance@archive.example',
    at: new Date('2026-06-01T10:00:00Z'),
    key,
    ...traits,
  };
}

const trusted: Trusted = {
  sources: ['journal@partner.example'],
  authentication: noAuthentication,
  keys: [key],
  organisation: 'm-1',
};

describe('how the original is carried', () => {
  it.each<[string, string | Buffer, Partial<typeof fit>, Carriage]>([
    ['ordinary mail', ordinary, {}, { form: 'embedded' }],
    ['eight bits', 'Subject: x\r\n\r\ngr\u00fc\u00dfe\r\n', {}, { form: 'enclosed', because: '8bit' }],
    ['a NUL', 'Subject: x\r\n\r\na\0b\r\n', {}, { form: 'enclosed', because: 'nul' }],
    ['a bare CR', 'Subject: x\r\n\r\na\rb\r\n', {}, { form: 'enclosed', because: 'bare-cr' }],
    ['a bare LF', 'Subject: x\r\n\r\na\nb\r\n', {}, { form: 'enclosed', because: 'bare-lf' }],
    ['a line of 998', `Subject: x\r\n\r\n${'a'.repeat(998)}\r\n`, {}, { form: 'embedded' }],
    ['a line of 999', `Subject: x\r\n\r\n${'a'.repeat(999)}\r\n`, {}, { form: 'enclosed', because: 'line-too-long' }],
    ['junk', ordinary, { suspicious: true }, { form: 'pointer', because: 'suspicious' }],
    ['a blocked file', ordinary, { blockedAttachment: true }, { form: 'pointer', because: 'blocked-attachment' }],
    ['31 MB', Buffer.alloc(31 * 1024 * 1024, 'a\r\n'), {}, { form: 'pointer', because: 'too-large' }],
    [
      '25 MB of eight bits',
      Buffer.alloc(25 * 1024 * 1024, '\u00fc\r\n'),
      {},
      { form: 'pointer', because: 'too-large' },
    ],
  ])('%s', (_, original, unfit, carriage) => {
    expect(carriageOf(parseMessage(Buffer.from(original)), { ...fit, ...unfit })).toEqual(carriage);
  });

  it('what SES refuses goes in the next form, and a pointer is the last', () => {
    const second = lesserCarriage({ form: 'embedded' }, 1_000);
    expect(second).toEqual({ form: 'enclosed', because: 'refused' });
    const third = second && lesserCarriage(second, 1_000);
    expect(third).toEqual({ form: 'pointer', because: 'refused' });
    expect(third && lesserCarriage(third, 1_000)).toBeNull();
    expect(lesserCarriage({ form: 'embedded' }, 29 * 1024 * 1024)).toEqual({ form: 'pointer', because: 'refused' });
  });
});

describe('a report', () => {
  it('has the form that archives know', () => {
    const text = composeReport(aReport(ordinary))
      .toString('latin1')
      .replaceAll(/journal-[0-9a-f]{48}/g, 'BOUNDARY');
    expect(text.replace(/X-Mailweir-Journal:(.|\r\n )*\r\n/, '')).toBe(
      [
        'From: <journal@corp.example>',
        'To: <compliance@archive.example>',
        'Subject: Figures',
        `Message-ID: <${'a'.repeat(64)}.1@corp.example>`,
        'Date: Mon, 01 Jun 2026 10:00:00 +0000',
        'Auto-Submitted: auto-generated',
        'X-MS-Journal-Report:',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="BOUNDARY"',
        '',
        '--BOUNDARY',
        'Content-Type: text/plain; charset="us-ascii"',
        'Content-Transfer-Encoding: 7bit',
        '',
        'Sender: ann@sender.example',
        'Subject: Figures',
        'Message-Id: <1@sender.example>',
        'Recipient: bob@corp.example',
        `X-Archive-Id: ${'a'.repeat(64)}`,
        `X-Archive-Sha256: ${createHash('sha256').update(ordinary).digest('hex')}`,
        'X-Report: 1/1',
        '',
        '--BOUNDARY',
        'Content-Type: message/rfc822',
        '',
        ordinary.toString(),
        '--BOUNDARY--',
        '',
      ].join('\r\n'),
    );
  });

  it('names everybody once, a hundred in each', () => {
    const recipients = Array.from({ length: 250 }, (_, n) => `r${n}@corp.example`);
    const all = reportEnvelope(parseMessage(ordinary), { ...envelope, recipients });
    const envelopes = splitRecipients(all);
    expect(envelopes.map((one) => one.recipients.length)).toEqual([mostRecipients, mostRecipients, 50]);
    const read = envelopes.map((one, n) =>
      readReport(parseMessage(composeReport(aReport(ordinary, { envelope: one, number: n + 1, of: 3 })))),
    );
    expect(read.flatMap((one) => one?.envelope.recipients ?? []).map(({ address }) => address)).toEqual(recipients);
    expect(read[2]?.others.get('x-report')).toBe('3/3');
  });

  it('says on whose behalf it was sent, and of a bounce that nobody sent it', () => {
    const onBehalf = Buffer.from('From: boss@sender.example\r\nSender: ann@sender.example\r\n\r\nx\r\n');
    expect(reportEnvelope(parseMessage(onBehalf), envelope)).toMatchObject({
      sender: 'ann@sender.example',
      onBehalfOf: 'boss@sender.example',
    });
    const bounce = reportEnvelope(parseMessage(Buffer.from('Subject: x\r\n\r\nx')), { ...envelope, reversePath: '' });
    expect(bounce.sender).toBe('<>');
  });

  prop.prop([
    fc.string({ unit: 'binary', maxLength: 2_000 }),
    fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { minLength: 1, maxLength: 5 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
  ])(
    'holds whatever a stranger writes as a value: no field, no recipient, no long line',
    async (subject, addresses, id) => {
      const report = aReport(ordinary, {
        envelope: {
          sender: addresses[0] ?? '',
          onBehalfOf: null,
          subject,
          messageId: id,
          recipients: addresses.map((address) => ({ word: 'Recipient', address })),
        },
      });
      const bytes = composeReport(report);
      await checkContent(bytes);
      const message = parseMessage(bytes);
      expect(message.root.header.fields.map(({ name }) => name).sort()).toEqual(
        [
          'auto-submitted',
          'content-type',
          'date',
          'from',
          'message-id',
          'mime-version',
          'subject',
          'to',
          'x-mailweir-journal',
          'x-ms-journal-report',
        ].sort(),
      );
      expect(message.root.children.length).toBe(2);
      const [part] = message.root.children;
      const text = part ? bytes.toString('utf8', part.body.start, part.body.end) : '';
      expect(text.split('\r\n').filter((line) => line.startsWith('Recipient: ')).length).toBe(addresses.length);
      expect(readReport(message)?.original?.equals(ordinary)).toBe(true);
    },
  );
});

function crlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'), 'latin1');
}

describe('reports of every message we have', () => {
  const shared = '../shared/corpora/mime';
  const isPublic = existsSync(shared);
  const files = isPublic
    ? globSync(`${shared}/**/*`, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`)
    : globSync('test/**/*.eml');
  if (!isPublic) console.info('journal reports: only our own fixtures, no public corpora beside the checkout');

  it('are taken by SES, and give back the original and the recipients, to us and to mailparser', async () => {
    expect(files.length).toBeGreaterThan(3);
    const recipients = ['bob@corp.example', 'hidden.bcc@corp.example'];
    const forms = new Set<string>();
    for (const file of files) {
      // Our own are kept with LF; mail travels with CRLF.
      const original = isPublic ? readFileSync(file) : crlf(readFileSync(file));
      const message = parseMessage(original);
      const report = aReport(original, { envelope: reportEnvelope(message, { ...envelope, recipients }) });
      forms.add(report.carriage.form);
      const bytes = composeReport(report);
      const read = readReport(parseMessage(bytes));
      expect(read?.original?.equals(original), file).toBe(true);
      expect(
        read?.envelope.recipients.map(({ address }) => address),
        file,
      ).toEqual(recipients);
      expect(read && believeReport(parseMessage(bytes), read, trusted), file).toEqual({
        believed: true,
        because: 'own-mark',
      });
      const other = await simpleParser(bytes, { skipTextToHtml: true, skipHtmlToText: true, skipImageLinks: true });
      expect(other.text?.match(/^Recipient: .*$/gm), file).toEqual(
        recipients.map((address) => `Recipient: ${address}`),
      );
      const enclosed = other.attachments.at(-1)?.content;
      expect(enclosed && original.equals(enclosed), file).toBe(true);
    }
    expect(forms).toContain('embedded');
  }, 120_000);
});

const exchange = (top: readonly string[], text: readonly string[]): Buffer =>
  Buffer.from(
    [
      'From: journal@partner.example',
      'To: compliance@corp.example',
      ...top,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain; charset="us-ascii"',
      '',
      ...text,
      '--b1',
      'Content-Type: message/rfc822',
      '',
      ordinary.toString(),
      '--b1--',
      '',
    ].join('\r\n'),
  );

describe('reports of others', () => {
  it('of Exchange and Microsoft 365: lists, forwards, authors behind senders', () => {
    const report = readReport(
      parseMessage(
        exchange(
          ['X-MS-Journal-Report:'],
          [
            'Sender: pa@partner.example',
            'On-Behalf-Of: boss@partner.example',
            'Message-ID: <1@sender.example>',
            'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
            'To: carol@corp.example, Expanded: sales@corp.example',
            'Cc: dave@corp.example, Forwarded: erin@corp.example',
            'Bcc: frank@corp.example',
            'Recipient: grace@corp.example',
            'Label: 3f2',
            'SentUtc: 6/1/2026 10:00:00 AM',
          ],
        ),
      ),
    );
    expect(report).toMatchObject({ maker: 'exchange', original: ordinary });
    expect(report?.envelope).toEqual({
      sender: 'pa@partner.example',
      onBehalfOf: 'boss@partner.example',
      subject: 'Gr\u00fc\u00dfe',
      messageId: '<1@sender.example>',
      recipients: [
        { word: 'To', address: 'carol@corp.example', expanded: 'sales@corp.example' },
        { word: 'Cc', address: 'dave@corp.example', forwarded: 'erin@corp.example' },
        { word: 'Bcc', address: 'frank@corp.example' },
        { word: 'Recipient', address: 'grace@corp.example' },
      ],
    });
    expect(report?.others.get('sentutc')).toBe('6/1/2026 10:00:00 AM');
  });

  it('of Exchange 2003: no field of its own, recipients below a line', () => {
    const report = readReport(
      parseMessage(
        exchange(
          [],
          [
            'Sender: "Ann" [SMTP:ann@sender.example]',
            'Message-ID: <1@sender.example>',
            'Recipients:',
            '"Carol" [SMTP:carol@corp.example]',
            '"Dave" <dave@corp.example>',
            'erin@corp.example',
          ],
        ),
      ),
    );
    expect(report?.maker).toBe('exchange-2003');
    expect(report?.envelope.sender).toBe('ann@sender.example');
    expect(report?.envelope.recipients.map(({ address }) => address)).toEqual([
      'carol@corp.example',
      'dave@corp.example',
      'erin@corp.example',
    ]);
  });

  it('of WorkMail, by its field or by its sender, in any transfer encoding', () => {
    const text = Buffer.from('Sender: ann@sender.example\r\nTo: bob@corp.example\r\n').toString('base64');
    const bytes = exchange(['X-WM-Journal-Report: journal'], [text]);
    const encoded = Buffer.from(
      bytes.toString().replace('charset="us-ascii"', 'charset=utf-8\r\nContent-Transfer-Encoding: base64'),
    );
    expect(readReport(parseMessage(encoded))).toMatchObject({ maker: 'workmail', original: ordinary });
    const bySender = Buffer.from(
      encoded
        .toString()
        .replace('X-WM-Journal-Report: journal\r\n', '')
        .replace('journal@partner.example', 'amazonjournaling@corp.awsapps.com'),
    );
    expect(readReport(parseMessage(bySender))?.maker).toBe('workmail');
  });

  it('of Google: the message itself, with whom it was for', () => {
    const bytes = Buffer.concat([Buffer.from('X-Gm-Original-To: bob@corp.example\r\n'), ordinary]);
    expect(readReport(parseMessage(bytes))).toMatchObject({
      maker: 'google',
      envelope: { sender: 'ann@sender.example', recipients: [{ word: 'Recipient', address: 'bob@corp.example' }] },
    });
  });

  it.each<[string, string | Buffer]>([
    ['ordinary mail', ordinary],
    ['a message attached to a letter', exchange([], ['Hello,', 'see the attached.', 'Sender: me'])],
    ['the field alone', 'X-MS-Journal-Report:\r\nSubject: x\r\n\r\nSender: a@b.example\r\nTo: c@d.example\r\n'],
    [
      'a report that encloses nothing',
      'X-MS-Journal-Report:\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSender: a@b.example\r\nTo: c@d.example\r\n--b--\r\n',
    ],
    ['nothing', ''],
  ])('are not %s', (_, bytes) => {
    expect(readReport(parseMessage(Buffer.from(bytes)))).toBeUndefined();
  });
});

describe('believing', () => {
  const report = exchange(['X-MS-Journal-Report:'], ['Sender: a@b.example', 'To: c@d.example']);
  const dmarc = (result: 'pass' | 'fail', domain: string) => ({ ...noAuthentication, dmarc: { result, domain } });
  const judged = (bytes: Buffer, traits: Partial<Trusted> = {}) => {
    const message = parseMessage(bytes);
    const read = readReport(message);
    if (!read) throw new Error('this is no report');
    return believeReport(message, read, { ...trusted, ...traits });
  };

  it.each<[string, Buffer, Partial<Trusted>, unknown]>([
    [
      'a source that is authenticated',
      report,
      { authentication: dmarc('pass', 'partner.example') },
      'authenticated-source',
    ],
    ['a source that is not', report, { authentication: dmarc('fail', 'partner.example') }, 'unauthenticated-source'],
    [
      'a source vouched for by another domain',
      report,
      { authentication: dmarc('pass', 'evil.example') },
      'unauthenticated-source',
    ],
    ['nobody we know', report, { authentication: dmarc('pass', 'partner.example'), sources: [] }, 'unknown-source'],
    [
      'two authors',
      Buffer.concat([Buffer.from('From: x@evil.example\r\n'), report]),
      { authentication: dmarc('pass', 'partner.example') },
      'several-authors',
    ],
    ['our own', composeReport(aReport(ordinary)), {}, 'own-mark'],
    ['our own, of another organisation', composeReport(aReport(ordinary, { organisation: 'm-2' })), {}, 'forged-mark'],
    ['our own, under a key that is gone', composeReport(aReport(ordinary)), { keys: [] }, 'forged-mark'],
    [
      'our own, with another message inside',
      Buffer.from(composeReport(aReport(ordinary)).toString('latin1').replace('See above.', 'Pay me now'), 'latin1'),
      {},
      'forged-mark',
    ],
  ])('%s', (_, bytes, traits, because) => {
    expect(judged(bytes, traits).because).toBe(because);
  });

  it('none of 10,000 forgeries', () => {
    const genuine = composeReport(aReport(ordinary)).toString('latin1');
    const mark = /X-Mailweir-Journal:(?:.|\r\n )*\r\n/.exec(genuine)?.[0] ?? '';
    const forgeries = fc.sample(
      fc.record({
        mark: fc.constantFrom('', mark, mark.replace('v=1', 'v=2'), 'X-Mailweir-Journal: v=1\r\n', mark + mark + mark),
        field: fc.constantFrom('X-MS-Journal-Report:', 'x-ms-journal-report: yes', 'X-WM-Journal-Report: journal'),
        from: fc.constantFrom('journal@partner.example', 'journal@corp.example', 'x@evil.example', 'Journal'),
        domain: fc.constantFrom('evil.example', 'partner.example.evil.example', 'example'),
        body: fc.string({ maxLength: 40 }),
      }),
      { numRuns: 10_000, seed: 5 },
    );
    const believed = forgeries.filter(({ mark: planted, field, from, domain, body }) => {
      const bytes = Buffer.from(
        [
          ...(planted === '' ? [] : [planted.trimEnd()]),
          `From: ${from}`,
          field,
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          '',
          'Sender: ann@sender.example',
          'To: bob@corp.example',
          '--b',
          'Content-Type: message/rfc822',
          '',
          `Subject: ${body}`,
          '',
          '--b--',
          '',
        ].join('\r\n'),
      );
      return judged(bytes, { authentication: dmarc('pass', domain) }).believed;
    });
    expect(forgeries.length).toBe(10_000);
    expect(believed).toEqual([]);
  });
});
