/** Arbitrary messages: near enough to mail to get everywhere, odd enough to break what assumes. */

import { fc } from '@fast-check/vitest';
import type { MailObject } from '../shared/filters/filter.ts';
import { type Acquaintance, type Relation, unknownRelation } from '../shared/filters/relation.ts';
import { places } from '../shared/filters/spam/hash.ts';
import type { Model } from '../shared/filters/spam/model-file.ts';
import { parseMessage } from '../shared/mail/parse.ts';
import { readAuthentication } from '../shared/mail/ses-block.ts';
import { anOrganisation } from './builders.ts';

const fieldName = fc.constantFrom(
  'From',
  'Received',
  'Return-Path',
  'Authentication-Results',
  'Received-SPF',
  'X-SES-Spam-Verdict',
  'X-SES-Virus-Verdict',
  'X-SES-DKIM-SIGNATURE',
  'Content-Type',
  'Content-Disposition',
  'Content-Transfer-Encoding',
  'Subject',
  'X-Own',
);

const fieldValue = fc.oneof(
  fc.constantFrom(
    'Ann <ann@sender.example>',
    'bob@corp.example, <eve@evil.example>',
    '<>',
    'by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x',
    'amazonses.com; spf=pass smtp.mailfrom=corp.example; dmarc=fail header.from=corp.example',
    'FAIL',
    'PROCESSING_FAILED',
    'multipart/mixed; boundary=b',
    'message/rfc822',
    'application/zip; name=a.zip',
    'attachment; filename=run.exe',
    "attachment; filename*0*=utf-8''r%75n; filename*1=.exe",
    'base64',
    'quoted-printable',
  ),
  fc.string({
    unit: fc.constantFrom('a', '@', '<', '>', '(', ')', '"', '\\', ';', ',', '=', '.', ' ', '\r\n ', 'é', '\0'),
  }),
);

const bodyLine = fc.oneof(
  fc.constantFrom(
    '',
    '--b',
    '--b--',
    'PK\x03\x04',
    'UEsDBAoAAAAAAA==',
    'From: x@y.example',
    'Content-Type: message/rfc822',
  ),
  fc.string({ maxLength: 30 }),
);

/** The octets of something like a message, with either line ending. */
export const anyRawMessage: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 15 }),
    fc.array(bodyLine, { maxLength: 30 }),
    fc.constantFrom('\r\n', '\n'),
    fc.constantFrom<BufferEncoding>('utf8', 'latin1'),
  )
  .map(([fields, body, ending, encoding]) =>
    Buffer.from([...fields.map(([name, value]) => `${name}: ${value}`), '', ...body].join(ending), encoding),
  );

/** Says something about every message, and has seen enough to be believed. */
const aTaughtModel: Model = {
  kind: 'organisation',
  weights: Int8Array.from({ length: places }, (_, at) => (at % 255) - 127),
  scale: 0.01,
  bias: 0,
  threshold: 1,
  labels: { spam: 200, ham: 200 },
};

const anyAcquaintance: fc.Arbitrary<Acquaintance> = fc
  .record({ received: fc.nat(500), daysReceived: fc.nat(500), days: fc.nat(900), written: fc.nat(500) })
  .map(({ received, daysReceived, days, written }) => ({
    received,
    daysReceived: Math.min(received, daysReceived),
    firstReceivedDaysAgo: received === 0 ? null : days,
    written,
    firstWrittenDaysAgo: written === 0 ? null : days,
    lastWrittenDaysAgo: written === 0 ? null : days,
  }));

const anyRelation: fc.Arbitrary<Relation> = fc.oneof(
  fc.constant(unknownRelation),
  fc.record({
    state: fc.constant('asked' as const),
    address: fc.option(anyAcquaintance),
    domain: fc.option(anyAcquaintance),
    historyDays: fc.option(fc.nat(900)),
  }),
);

export const anyMailObject: fc.Arbitrary<MailObject> = fc
  .record({
    bytes: fc.oneof(
      { weight: 9, arbitrary: anyRawMessage },
      fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
    ),
    direction: fc.constantFrom('INBOUND', 'OUTBOUND'),
    reversePath: fc.option(fc.constantFrom('', 'ann@sender.example', 'not an address', '"a b"@c.example')),
    recipients: fc.array(fc.constantFrom('bob@corp.example', 'BOB@corp.example', '', '__proto__', 'carl@corp.example')),
    complete: fc.boolean(),
    relation: anyRelation,
  })
  .map(({ bytes, direction, reversePath, recipients, complete, relation }) => {
    const message = parseMessage(bytes);
    const lists = { allow: ['sender.example', 'corp.example'], block: ['*.evil.example'] };
    return {
      envelope: { reversePath, recipients, complete },
      direction,
      message,
      authentication: readAuthentication(message, direction),
      organisation: { ...anOrganisation, lists, mailboxLists: { 'bob@corp.example': lists } },
      relation,
      organisationModel: direction === 'INBOUND' && complete ? aTaughtModel : null,
    };
  });
