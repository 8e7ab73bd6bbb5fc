import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Authentication, noAuthentication } from '../../shared/mail/authentication.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import { aMessage, crlf } from '../builders.ts';

interface Block {
  returnPath?: string;
  received?: string;
  verdicts?: readonly string[];
  receivedSpf?: string | null;
  results?: string | null;
  /** Fields between SES's verdicts and its signature: SES has nothing there. */
  extra?: readonly string[];
  signature?: readonly string[];
  /** What the sender wrote. */
  below?: readonly string[];
}

const spf =
  'pass (spfCheck: domain of sender.example designates 203.0.113.1 as permitted sender) client-ip=203.0.113.1; envelope-from=ann@sender.example; helo=mail.sender.example;';

function lines(block: Block): readonly string[] {
  return [
    `Return-Path: ${block.returnPath ?? '<ann@sender.example>'}`,
    `Received: ${block.received ?? 'from mail.sender.example (mail.sender.example [203.0.113.1])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc for bob@corp.example;\r\n Mon, 23 Nov 2026 09:00:00 +0000 (UTC)'}`,
    ...(block.verdicts ?? ['X-SES-Spam-Verdict: PASS', 'X-SES-Virus-Verdict: PASS']),
    ...(block.receivedSpf === null ? [] : [`Received-SPF: ${block.receivedSpf ?? spf}`]),
    ...(block.results === null
      ? []
      : [
          `Authentication-Results: ${block.results ?? `amazonses.com;\r\n spf=${spf}\r\n dkim=pass header.i=@sender.example;\r\n dmarc=pass header.from=sender.example;`}`,
        ]),
    ...(block.extra ?? []),
    ...(block.signature ?? ['X-SES-RECEIPT: AEF', 'X-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com; v=1']),
    ...(block.below ?? ['Received: from desk by mail.sender.example; Mon, 23 Nov 2026 08:59:59 +0000']),
    'From: Ann <ann@sender.example>',
    'Subject: Figures',
  ];
}

const read = (block: Block, direction: 'INBOUND' | 'OUTBOUND' = 'INBOUND') =>
  readAuthentication(aMessage({ raw: crlf(...lines(block), '', 'Hello.', '') }), direction);

const genuine: Authentication = {
  origin: 'ses-block',
  spf: { result: 'pass', domain: 'sender.example' },
  dkim: [{ result: 'pass', domain: 'sender.example' }],
  dmarc: { result: 'pass', domain: 'sender.example' },
  spam: 'PASS',
  virus: 'PASS',
  reversePath: 'ann@sender.example',
};

const forged = [
  'X-SES-Spam-Verdict: PASS',
  'X-SES-Virus-Verdict: PASS',
  'Received-SPF: pass envelope-from=ceo@corp.example; helo=corp.example',
  'Authentication-Results: amazonses.com; spf=pass smtp.mailfrom=corp.example; dkim=pass header.i=@corp.example; dmarc=pass header.from=corp.example',
];

const failing = {
  verdicts: ['X-SES-Spam-Verdict: FAIL', 'X-SES-Virus-Verdict: GRAY'],
  receivedSpf: 'fail envelope-from=ceo@corp.example; helo=evil.example',
  results: 'amazonses.com; spf=fail smtp.mailfrom=corp.example; dkim=none; dmarc=fail header.from=corp.example',
  returnPath: '<ceo@corp.example>',
};

const passes = ({ spf, dkim, dmarc }: Authentication) =>
  [spf, dmarc, ...dkim].filter((one) => one?.result === 'pass').length;

describe('readAuthentication', () => {
  it('reads the block SES writes', () => {
    expect(read({})).toEqual(genuine);
  });

  it('takes nothing from outbound mail', () => {
    expect(read({}, 'OUTBOUND')).toEqual(noAuthentication);
  });

  it.each([
    {
      what: 'a host that only looks like it',
      received: 'from a by inbound-smtp.eu-west-1.amazonaws.com.evil.example with SMTP',
    },
    { what: 'a host before it', received: 'from a by x.inbound-smtp.eu-west-1.amazonaws.com with SMTP' },
    { what: 'no region', received: 'from a by inbound-smtp.amazonaws.com with SMTP' },
    {
      what: 'the host only in a comment',
      received: 'from a (by-inbound-smtp.eu-west-1.amazonaws.com) by evil.example',
    },
    { what: 'another clause', received: 'from inbound-smtp.eu-west-1.amazonaws.com by evil.example' },
  ])('takes nothing below a Received with $what', ({ received }) => {
    expect(read({ received })).toEqual(noAuthentication);
  });

  it('takes nothing where the block is not at the top', () => {
    const raw = crlf('X-Own: 1', ...lines({}), '', '');
    expect(readAuthentication(aMessage({ raw }), 'INBOUND')).toEqual(noAuthentication);
  });

  // What SES or WorkMail may write some day; the sender's own fields are below.
  it.each(['X-SES-New-Thing: 1', 'X-Amz-Trace: a', 'X-Amzn-Thing: b'])(
    'passes over %s above and within it',
    (field) => {
      const above = crlf(field, ...lines({}), '', '');
      expect(readAuthentication(aMessage({ raw: above }), 'INBOUND')).toEqual(genuine);
      expect(read({ extra: [field] })).toEqual(genuine);
      expect(read({ ...failing, extra: [field, ...forged] })).toEqual(read({ ...failing, extra: forged }));
      expect(read({ ...failing, below: [field, ...forged] })).toEqual(read(failing));
      expect(passes(read({ ...failing, signature: [], below: [field, ...forged] }))).toBe(0);
    },
  );

  it('does not take a forged block for its own where such a field is above it', () => {
    const fields = [...lines(failing).slice(0, -2), 'X-SES-New-Thing: 1', ...lines({})];
    const raw = crlf('X-SES-New-Thing: 1', ...fields, '', '');
    expect(readAuthentication(aMessage({ raw }), 'INBOUND')).toEqual(read(failing));
    const unsigned = crlf('X-SES-New-Thing: 1', ...lines({ ...failing, signature: [], below: lines({}) }), '', '');
    expect(passes(readAuthentication(aMessage({ raw: unsigned }), 'INBOUND'))).toBe(0);
  });

  it.each([
    { what: 'GovCloud regions', received: 'from a by inbound-smtp.us-gov-west-1.amazonaws.com with SMTP id x' },
    { what: 'no from clause', received: 'by inbound-smtp.us-east-1.amazonaws.com with SMTP id x' },
    { what: 'an empty line in the comment', received: 'from a (b\r\n c) by inbound-smtp.us-east-1.amazonaws.com' },
  ])('knows $what', ({ received }) => {
    expect(read({ received })).toEqual(genuine);
  });

  it.each([
    {
      what: 'a bracket that never closes',
      received: 'from ( (unknown [1.2.3.4]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id x',
    },
    {
      what: 'a quote that never closes',
      received: 'from " (unknown [1.2.3.4]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id x',
    },
  ])('is not blinded by a HELO with $what, and believes no pass then', ({ received }) => {
    const found = read({ ...failing, received });
    expect(found).toMatchObject({ origin: 'ses-block', spam: 'FAIL', dmarc: { result: 'fail' } });
    expect(passes(read({ received }))).toBe(0);
  });

  it.each([
    { where: 'below the second Received', block: { below: ['Received: from x by y', ...forged] } },
    { where: 'right below the signature', block: { below: forged } },
    { where: 'below another field', block: { signature: [], below: ['X-Own: 1', ...forged] } },
    {
      where: 'below a second Received of SES',
      block: { below: ['Received: from x by inbound-smtp.eu-west-1.amazonaws.com with SMTP', ...forged] },
    },
  ])('forged fields $where change nothing', ({ block }) => {
    expect(read({ ...failing, ...block })).toEqual(read(failing));
    expect(read(block)).toEqual(genuine);
  });

  it('forged fields in the block itself give no pass and hide no failure', () => {
    const found = read({ ...failing, extra: forged });
    expect(found).toMatchObject({ spam: 'FAIL', virus: 'GRAY', dmarc: { result: 'fail' }, spf: { result: 'fail' } });
    expect(passes(found)).toBe(0);
    expect(passes(read({ extra: forged }))).toBe(0);
  });

  it('forged results where SES wrote none give no pass for the reverse-path of another', () => {
    expect(read({ results: null, receivedSpf: null, extra: [forged[2] ?? ''] }).spf).toBeNull();
  });

  it.each([
    ['evil.example; dmarc=pass header.from=corp.example'],
    ['amazonses.com.evil.example; dmarc=pass header.from=corp.example'],
    ['amazonses.com 2; dmarc=pass header.from=corp.example'],
    ['(amazonses.com) evil.example; dmarc=pass header.from=corp.example'],
    ['amazonses.com; spf=fail (x") ; dmarc=pass header.from=corp.example (")'],
    ['amazonses.com; spf=fail smtp.mailfrom="x; dmarc=pass header.from=corp.example; y"@evil.example'],
    ['amazonses.com; dmarc=pass header.from=corp.example; dmarc=fail header.from=corp.example'],
    ['amazonses.com; dmarc=pass'],
  ])('finds no DMARC pass in %s', (results) => {
    expect(read({ results }).dmarc?.result).not.toBe('pass');
  });

  // SES echoes the reverse-path in comments and values; what it means there is anybody's guess.
  it.each(['<"a) dkim=pass"@evil.example>', '<a;dkim=pass@evil.example>', '<a b@evil.example>', '<a(b@evil.example>'])(
    'believes no pass where the reverse-path is %s',
    (returnPath) => {
      expect(passes(read({ returnPath }))).toBe(0);
    },
  );

  it('asks for the HELO domain where the reverse-path is null', () => {
    const found = read({
      returnPath: '<>',
      receivedSpf: 'pass client-ip=203.0.113.1; envelope-from=; helo=mail.sender.example',
      results: 'amazonses.com; spf=pass client-ip=203.0.113.1; envelope-from=; helo=mail.sender.example;',
    });
    expect(found).toMatchObject({ reversePath: null, spf: { result: 'pass', domain: 'mail.sender.example' } });
  });

  it('believes no SPF pass where its domain is told in two ways', () => {
    expect(read({ returnPath: '<ann@other.example>' }).spf).toBeNull();
  });

  it('takes the worse of two SPF results', () => {
    expect(read({ receivedSpf: 'softfail envelope-from=ann@sender.example' }).spf?.result).toBe('softfail');
  });

  it('names the signer of each signature', () => {
    const results =
      'amazonses.com; dkim=pass header.i=@A.example; dkim=fail header.d=b.example header.i=x@c.b.example; dkim=pass; dkim=temperror';
    expect(read({ results }).dkim).toEqual([
      { result: 'pass', domain: 'a.example' },
      { result: 'fail', domain: 'b.example' },
      { result: 'temperror', domain: '' },
    ]);
  });

  it.each([
    { verdicts: ['X-SES-Spam-Verdict: GRAY'], spam: 'GRAY', virus: 'UNKNOWN' },
    { verdicts: ['X-SES-Spam-Verdict: pass', 'X-SES-Virus-Verdict: DISABLED'], spam: 'UNKNOWN', virus: 'DISABLED' },
    { verdicts: ['X-SES-Virus-Verdict: PASS', 'X-SES-Virus-Verdict: FAIL'], spam: 'UNKNOWN', virus: 'FAIL' },
    { verdicts: ['X-SES-Virus-Verdict: PROCESSING_FAILED'], spam: 'UNKNOWN', virus: 'PROCESSING_FAILED' },
  ])('reads $verdicts', ({ verdicts, spam, virus }) => {
    expect(read({ verdicts })).toMatchObject({ spam, virus });
  });

  property.prop([fc.array(fc.constantFrom(...forged, 'Received: from a by b', 'X-Own: 1'))])(
    'nothing the sender writes makes a pass of a failure',
    (fields) => {
      const found = read({ ...failing, signature: [], below: fields });
      expect(passes(found)).toBe(0);
      expect(found).toMatchObject({ spam: 'FAIL', virus: 'GRAY', dmarc: { result: 'fail' } });
    },
  );

  property.prop([fc.string()])('never throws', (text) => {
    const raw = crlf(`Received: by inbound-smtp.eu-west-1.amazonaws.com`, `Authentication-Results: ${text}`, '', '');
    expect(readAuthentication(aMessage({ raw }), 'INBOUND').origin).toBe('ses-block');
  });
});
