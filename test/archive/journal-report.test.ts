/** Journal reports: composed as archives want them, read back exactly, believed only from whom they should come. */

import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fc, it as prop } from '@fast-check/vitest';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { scanMessage } from '../../local/mime/scan.ts';
import { asSent } from '../../local/ses/as-sent.ts';
import { checkContent } from '../../local/ses/content-rules.ts';
import { type Carriage, carriageOf, lesserCarriage } from '../../shared/archive/journal-carriage.ts';
import { composeReport, type ReportToCompose } from '../../shared/archive/journal-compose.ts';
import { readReport } from '../../shared/archive/journal-read.ts';
import { mostRecipients, reportEnvelope, splitRecipients } from '../../shared/archive/journal-report.ts';
import { believeReport, type Trusted } from '../../shared/archive/journal-trust.ts';
import { noAuthentication } from '../../shared/mail/authentication.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { publicCorpora } from '../public-corpora.ts';

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
    depth: 0,
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

  it('says that the source cut the list of recipients short, each of several, in the envelope part alone', async () => {
    const recipients = Array.from({ length: 101 }, (_, n) => `r${n}@corp.example`);
    const cut = reportEnvelope(parseMessage(ordinary), { ...envelope, recipients, complete: false });
    for (const [n, one] of splitRecipients(cut).entries()) {
      const bytes = composeReport(aReport(ordinary, { envelope: one, number: n + 1, of: 2 }));
      const message = parseMessage(bytes);
      const read = readReport(message);
      expect(read?.envelope).toEqual(one);
      expect(read?.envelope.complete).toBe(false);
      expect(read && believeReport(message, read, trusted).believed).toBe(true);
      const text = (await simpleParser(bytes)).text ?? '';
      expect(text.trim().split('\n').slice(-2)).toEqual([`X-Report: ${n + 1}/2`, 'X-Envelope: incomplete']);
      // Also for who looks for the word anywhere in a line.
      expect(text.match(/recipient:/gi)?.length).toBe(one.recipients.length);
    }
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
          complete: true,
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
  const isPublic = publicCorpora !== undefined;
  const files = isPublic
    ? globSync(`${publicCorpora}/**/*`, { withFileTypes: true })
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
    // Of other corpora nobody knows: a folder may hold nothing but bare LF.
    if (process.env['CORPORA'] === undefined) expect(forms).toContain('embedded');
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
      complete: true,
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
      envelope: {
        sender: 'ann@sender.example',
        recipients: [{ word: 'Recipient', address: 'bob@corp.example' }],
        complete: false,
      },
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

  /** A stranger's words in a genuine report: each changes one thing that a reader goes by. */
  const alterations: Readonly<Record<string, (text: string, word: string) => string>> = {
    'another recipient': (text, word) => text.replace('Recipient: bob@corp.example', `Recipient: ${word}@evil.example`),
    'one recipient more': (text, word) =>
      text.replace('Recipient: bob@corp.example', `$&\r\nRecipient: ${word}@evil.example`),
    'one recipient fewer': (text) => text.replace('Recipient: bob@corp.example\r\n', ''),
    'another sender': (text, word) => text.replace('Sender: ann@sender.example', `Sender: ${word}@corp.example`),
    'another subject in the envelope part': (text, word) =>
      text.replace('Subject: Figures\r\nMessage-Id', `Subject: x${word}\r\nMessage-Id`),
    'another archive id': (text) => text.replace(`X-Archive-Id: ${'a'.repeat(64)}`, `X-Archive-Id: ${'b'.repeat(64)}`),
    'another hash': (text) => text.replace(/X-Archive-Sha256: [0-9a-f]{64}/, `X-Archive-Sha256: ${'c'.repeat(64)}`),
    'a list that is cut': (text) => text.replace(/X-Report: \d\/\d/, '$&\r\nX-Envelope: incomplete'),
    'another number': (text) => text.replace(/X-Report: (\d)\/(\d)/, (_, n, of) => `X-Report: ${of}${n}/${of}`),
    'another archive id in the mark': (text) => text.replace(`a=${'a'.repeat(64)}`, `a=${'b'.repeat(64)}`),
    'another number in the mark': (text) => text.replace(/n=(\d)\/(\d)/, 'n=$1$2/$2'),
    'no version in the mark': (text) => text.replace('v=2', 'v=1'),
    'another author': (text, word) => text.replace('From: <journal@corp.example>', `From: <${word}@evil.example>`),
    'two authors': (text, word) => `From: <${word}@evil.example>\r\n${text}`,
    'another addressee': (text, word) => text.replace('To: <compliance@archive.example>', `To: <${word}@evil.example>`),
    'two addressees': (text, word) => `To: <${word}@evil.example>\r\n${text}`,
    'a third part': (text, word) =>
      text.replace(/--(journal-[0-9a-f]{48})--/, `--$1\r\nContent-Type: text/html\r\n\r\n${word}\r\n$&`),
    'a part in front': (text, word) => text.replace(/--journal-[0-9a-f]{48}\r\n/, `$&\r\n${word}\r\n$&`),
    'words before the parts': (text, word) => text.replace(/\r\n\r\n--/, `\r\n\r\nx${word}\r\n--`),
    'words after the parts': (text, word) => `${text}x${word}\r\n`,
    'another charset': (text) => text.replace('charset="us-ascii"', 'charset="utf-7"'),
    'a file name': (text, word) =>
      text.replace('7bit\r\n', `7bit\r\nContent-Disposition: attachment; filename=x${word}\r\n`),
    'other content': (text, word) => {
      const last = text.lastIndexOf('\r\n--');
      return `${text.slice(0, last)}x${word}${text.slice(last)}`;
    },
    'another kind of part': (text) =>
      text.replace(
        /(--journal-[0-9a-f]{48}\r\n)(?!Content-Type: text\/plain; charset="us-ascii"\r\nContent-T)/,
        '$1X-A: b\r\n',
      ),
    'parts that show side by side': (text) => text.replace('multipart/mixed', 'multipart/alternative'),
  };
  const envelopes = splitRecipients(
    reportEnvelope(parseMessage(ordinary), {
      ...envelope,
      recipients: [
        'bob@corp.example',
        ...Array.from({ length: 99 }, (_, n) => `r${n}@corp.example`),
        'bob@corp.example',
      ],
    }),
  );
  const [first, last] = envelopes;
  const genuine = [
    aReport(ordinary),
    aReport(ordinary, { carriage: { form: 'enclosed', because: 'refused' } }),
    aReport(ordinary, { carriage: { form: 'pointer', because: 'suspicious' } }),
    ...(first && last
      ? [aReport(ordinary, { envelope: first, of: 2 }), aReport(ordinary, { envelope: last, number: 2, of: 2 })]
      : []),
  ].map((one) => composeReport(one).toString('latin1'));
  const believedOf = (text: string) => judged(Buffer.from(text, 'latin1')).believed;

  it.each(Object.entries(alterations))('no report of ours with %s', (_, alter) => {
    expect(genuine.map(believedOf)).toEqual([true, true, true, true, true]);
    for (const text of genuine) {
      const altered = alter(text, 'ceo');
      expect(altered).not.toBe(text);
      expect(readReport(parseMessage(Buffer.from(altered, 'latin1'))) && believedOf(altered)).not.toBe(true);
    }
  });

  it('no report of ours whose parts are put together anew', () => {
    const [whole = '', , , one = '', two = ''] = genuine;
    const headOf = (text: string) => text.slice(0, text.indexOf('\r\n\r\n'));
    const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n'));
    const boundaryOf = (text: string) => /journal-[0-9a-f]{48}/.exec(text)?.[0] ?? '';
    for (const [head, body] of [
      [one, two],
      [two, one],
      [whole, one],
    ] as const)
      expect(believedOf(headOf(head) + bodyOf(body).replaceAll(boundaryOf(body), boundaryOf(head)))).toBe(false);
  });

  it('no report that lies within the original of one of ours, under its header', () => {
    const inner = exchange(['X-MS-Journal-Report:'], ['Sender: cfo@corp.example', 'Recipient: rival@evil.example']);
    const bytes = composeReport(aReport(inner)).toString('latin1');
    expect(believedOf(bytes)).toBe(true);
    expect(believedOf(bytes.replace(/boundary="journal-[0-9a-f]{48}"/, 'boundary=b1'))).toBe(false);
  });

  it('our own as SES hands it on, as it comes in again, and with a subject that a filter tagged', () => {
    for (const text of genuine) {
      const scan = scanMessage(Buffer.from(text, 'latin1'));
      if (!scan.wellFormed) throw new Error(scan.fault);
      const [{ fields, bodyBytes }] = scan.found;
      const sent = asSent(fields, bodyBytes, {
        messageId: '0100-1',
        region: 'eu-west-1',
        signingDomain: 'corp.example',
        at: new Date('2026-06-01T10:00:00Z'),
      }).toString('latin1');
      const received = `Return-Path: <0100-1@eu-west-1.amazonses.com>\r\nReceived: from a8-29.smtp-out.amazonses.com\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x;\r\n Mon, 01 Jun 2026 10:00:00 +0000 (UTC)\r\nX-SES-Spam-Verdict: PASS\r\n${sent}`;
      const tagged = received.replace('\r\nSubject: ', '\r\nSubject: [journal] ').replaceAll(';\r\n ', ';\r\n\t');
      expect([sent, received, tagged, `${tagged}\r\n`].map(believedOf)).toEqual([true, true, true, true]);
    }
  });

  it('none of 10,000 forgeries', () => {
    const mark = /X-Mailweir-Journal:(?:.|\r\n )*\r\n/.exec(genuine[0] ?? '')?.[0] ?? '';
    const fabricated = fc
      .record({
        mark: fc.constantFrom('', mark, mark.replace('v=2', 'v=1'), 'X-Mailweir-Journal: v=2\r\n', mark + mark + mark),
        field: fc.constantFrom('X-MS-Journal-Report:', 'x-ms-journal-report: yes', 'X-WM-Journal-Report: journal'),
        from: fc.constantFrom('journal@partner.example', 'journal@corp.example', 'x@evil.example', 'Journal'),
        body: fc.string({ maxLength: 40 }),
      })
      .map(({ mark: planted, field, from, body }) =>
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
    const altered = fc
      .record({
        text: fc.constantFrom(...genuine),
        by: fc.subarray(Object.values(alterations), { minLength: 1, maxLength: 4 }),
        word: fc.stringMatching(/^[a-z]{1,12}$/),
      })
      .map(({ text, by, word }) => by.reduce((so, alter) => alter(so, word), text));
    const forgery = fc.record({
      bytes: fc.oneof(fabricated, altered).map((text) => Buffer.from(text, 'latin1')),
      domain: fc.constantFrom('evil.example', 'partner.example.evil.example', 'example'),
    });
    const forgeries = fc.sample(forgery, { numRuns: 10_000, seed: 5 });
    const believed = forgeries.filter(({ bytes, domain }) => {
      const message = parseMessage(bytes);
      const read = readReport(message);
      const authentication = dmarc('pass', domain);
      return read && believeReport(message, read, { ...trusted, authentication }).believed;
    });
    expect(forgeries.length).toBe(10_000);
    expect(believed).toEqual([]);
  });
});
