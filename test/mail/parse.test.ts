import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseAddressList } from '../../shared/mail/address.ts';
import { fieldsNamed, rawValue, textValue } from '../../shared/mail/header.ts';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { corpus, golden, lines } from './corpus.ts';

/** What the golden files hold. `bare-lf` is left out: it is all that differs between LF and CRLF. */
function summary(message: ParsedMessage): unknown {
  const { bytes, root } = message;
  const values = (name: string) => fieldsNamed(root.header, name);
  return {
    subject: values('subject').map((field) => textValue(bytes, field)),
    from: values('from').flatMap((field) => parseAddressList(rawValue(bytes, field))),
    parts: message.parts.map(
      ({ path, mediaType, transferEncoding }) => `${path} ${mediaType.type} ${transferEncoding}`,
    ),
    attachments: message.attachments.map(({ part, names }) => ({ part: part.path, names })),
    defects: message.defects.filter((defect) => defect !== 'bare-lf'),
  };
}

const partsOf = (bytes: Buffer) =>
  parseMessage(bytes).parts.map(({ path, mediaType }) => `${path} ${mediaType.type}`.trim());
const bodiesOf = (bytes: Buffer) =>
  parseMessage(bytes)
    .parts.filter((part) => part.children.length === 0)
    .map(({ body }) => bytes.toString('latin1', body.start, body.end));

describe('the corpus', () => {
  it.each(corpus)('$name with $lineEnding', ({ name, bytes, lineEnding }) => {
    const message = parseMessage(bytes);
    expect(summary(message)).toEqual(golden(name));
    expect(message.defects.includes('bare-lf')).toBe(lineEnding === 'LF');
  });
});

describe('delimiters', () => {
  const multipart = (boundary: string, ...body: string[]) =>
    lines(`Content-Type: multipart/mixed; boundary=${boundary}`, '', ...body);

  it.each([
    { what: 'white space after it', body: ['--b \t', '', 'one', '--b-- '], bodies: ['one'] },
    { what: 'a longer line', body: ['--b', '', 'one', '--bc', 'two', '--b--'], bodies: ['one\r\n--bc\r\ntwo'] },
    { what: 'not at the start of a line', body: ['--b', '', 'one --b', '--b--'], bodies: ['one --b'] },
    { what: 'after the closing one', body: ['--b', '', 'one', '--b--', '--b', '', 'two'], bodies: ['one'] },
    { what: 'no end of line at the end', body: ['--b', '', 'one', '--b'], bodies: ['one', ''] },
    { what: 'an empty part', body: ['--b', '--b', '', '--b--'], bodies: ['', ''] },
    { what: 'a body of empty lines', body: ['--b', '', '', '', '--b--'], bodies: ['\r\n'] },
    { what: 'a header without an empty line', body: ['--b', 'X: y', '--b', '', 'two', '--b--'], bodies: ['', 'two'] },
    { what: 'none', body: ['text'], bodies: ['text'] },
  ])('$what', ({ body, bodies }) => {
    expect(bodiesOf(multipart('b', ...body))).toEqual(bodies);
  });

  it('of two boundaries the longer one counts', () => {
    const inner = ['Content-Type: multipart/mixed; boundary="b--"', '', '--b--', '', 'one', '--b----'];
    expect(partsOf(multipart('b', '--b', ...inner, '--b--'))).toEqual([
      'multipart/mixed',
      '1 multipart/mixed',
      '1.1 text/plain',
    ]);
  });

  it('an outer one ends the inner parts', () => {
    const inner = ['Content-Type: multipart/mixed; boundary=c', '', '--c', '', 'one'];
    const bytes = multipart('b', '--b', ...inner, '--b', '', 'two', '--b--');
    expect(bodiesOf(bytes)).toEqual(['one', 'two']);
    expect(parseMessage(bytes).defects).toEqual(['missing-closing-delimiter']);
  });

  it('the innermost of equal boundaries counts', () => {
    const inner = ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '--b--'];
    expect(bodiesOf(multipart('b', '--b', ...inner, '--b', '', 'two', '--b--'))).toEqual(['one', 'two']);
  });
});

describe('headers', () => {
  const nameAndValue = (bytes: Buffer) =>
    parseMessage(bytes).root.header.fields.map((field) => `${field.name}=${rawValue(bytes, field)}`);

  it.each([
    { text: ['A: 1', ' 2', '\t3', 'B:4', '', 'c: d'], fields: ['a=1 2\t3', 'b=4'], start: 0 },
    { text: ['From x@example.org Mon', 'A: 1', ''], fields: ['a=1'], start: 24 },
    { text: ['>From x: y', 'A: 1', ''], fields: ['a=1'], start: 12 },
    { text: ['From : x@example.org', ''], fields: ['from=x@example.org'], start: 0 },
    { text: [' leading', ' lines', 'A: 1'], fields: ['a=1'], start: 18 },
    { text: ['no colon', ' here', 'A: 1'], fields: ['a=1'], start: 0 },
    { text: ['', 'A: 1'], fields: [], start: 0 },
    { text: ['A:', ' ', ' 1', ''], fields: ['a=1'], start: 0 },
    { text: [': 1'], fields: ['=1'], start: 0 },
  ])('$text', ({ text, fields, start }) => {
    const bytes = lines(...text);
    expect(nameAndValue(bytes)).toEqual(fields);
    expect(parseMessage(bytes).root.header.fieldsStart).toBe(start);
  });
});

describe('limits', () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, n) => [`Content-Type: multipart/mixed; boundary=b${n}.`, '', `--b${n}.`]).flat();

  it.each([
    { what: 'depth', bytes: lines(...nested(150), '', 'x'), defect: 'too-deep', parts: 101 },
    {
      what: 'depth of messages',
      bytes: lines(...Array.from({ length: 150 }, () => ['Content-Type: message/rfc822', '']).flat()),
      defect: 'too-deep',
      parts: 101,
    },
    {
      what: 'parts',
      bytes: lines('Content-Type: multipart/mixed; boundary=b', '', ...Array.from({ length: 3000 }, () => '--b')),
      defect: 'too-many-parts',
      parts: 2000,
    },
    {
      what: 'fields',
      bytes: lines(...Array.from({ length: 100_001 }, () => 'a:b')),
      defect: 'header-too-large',
      parts: 1,
    },
    {
      what: 'header octets',
      bytes: lines(`a: ${'b'.repeat(3 * 1024 * 1024)}`, 'c: d'),
      defect: 'header-too-large',
      parts: 1,
    },
  ])('$what', ({ bytes, defect, parts }) => {
    const message = parseMessage(bytes);
    expect(message.defects).toContain(defect);
    expect(message.parts).toHaveLength(parts);
  });
});

describe('defects', () => {
  const type = 'Content-Type: ';
  it.each([
    { text: ['A: \r1', ''], defect: 'bare-cr' },
    { text: ['A: 1\n', ''], defect: 'bare-lf' },
    { text: ['A: 1', '', '\0'], defect: 'nul' },
    { text: ['A: 1', '', 'x'.repeat(999)], defect: 'line-too-long' },
    { text: ['A: \xfc', ''], defect: 'raw-8bit-header' },
    { text: ['From: a', 'FROM : b', ''], defect: 'repeated-unique-field' },
    { text: [`${type}text/plain`, `${type}text/html`, ''], defect: 'repeated-content-type' },
    { text: [`${type}multipart/mixed`, '', ''], defect: 'boundary-missing' },
    { text: [`${type}multipart/mixed; boundary=b`, '', 'x'], defect: 'boundary-unused' },
    { text: [`${type}text/plain; charset=klingon`, '', ''], defect: 'unknown-charset' },
    { text: ['Content-Transfer-Encoding: rot13', '', ''], defect: 'undecodable-transfer-encoding' },
    {
      text: [`${type}application/pdf; name=a.pdf`, 'Content-Disposition: attachment; filename=a.exe', ''],
      defect: 'conflicting-filename',
    },
    { text: [`${type}message/rfc822`, 'Content-Transfer-Encoding: base64', '', ''], defect: 'encoded-container' },
    { text: [''], defect: 'no-header' },
  ])('$defect', ({ text, defect }) => {
    expect(parseMessage(lines(...text)).defects).toContain(defect);
  });

  it.each([
    { text: ['A: 1', '', 'x'.repeat(998), 'y'.repeat(998)] },
    { text: ['A: 1', '', `${'x'.repeat(997)}\rz`.slice(0, 997)] },
    { text: ['A: 1', 'A: 2', '', 'x'] },
  ])('none in row %#', ({ text }) => {
    expect(parseMessage(lines(...text)).defects).toEqual([]);
  });
});

const token = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
  '--',
  'b',
  '--b',
  '--b--',
  '\n--b\n',
  '\n--c\n',
  ' ',
  ':',
  'a: b\r\n',
  '\0',
  '\xff',
  '"',
  '(',
  'Content-Type: multipart/mixed; boundary=b\n\n',
  'Content-Type: multipart/mixed; boundary="c"\n\n',
  'Content-Type: message/rfc822\n\n',
  'Content-Disposition: attachment; filename*0*=',
  "x''%41",
  'From ',
);
const syntax = fc.array(token, { maxLength: 60 }).map((tokens) => Buffer.from(tokens.join(''), 'latin1'));
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets));

it('an attached message that is an empty line lies within its part', () => {
  const { root } = parseMessage(
    lines('Content-Type: multipart/mixed; boundary=c', '', '--c', 'Content-Type: message/rfc822', '', '', '--c', ''),
  );
  const [part] = root.children;
  expect(part?.children[0]?.header.end).toBeLessThanOrEqual(part?.body.end ?? 0);
});

describe('any octets', () => {
  it.prop([fc.oneof(syntax, anyBytes)], { numRuns: 500 })('give parts inside each other, in order', (bytes) => {
    const message = parseMessage(bytes);
    for (const { header, body, parent, children } of message.parts) {
      expect(header.start).toBeLessThanOrEqual(header.fieldsStart);
      expect(header.end).toBeLessThanOrEqual(body.start);
      expect(body.start).toBeLessThanOrEqual(body.end);
      expect(body.end).toBeLessThanOrEqual(parent?.body.end ?? bytes.length);
      expect(header.start).toBeGreaterThanOrEqual(parent?.body.start ?? 0);
      for (const [index, child] of children.entries()) {
        expect(child.header.start).toBeGreaterThanOrEqual(children[index - 1]?.body.end ?? 0);
      }
    }
  });

  it.prop([syntax])('read the same from shared memory', (bytes) => {
    const shared = Buffer.from(new SharedArrayBuffer(bytes.length));
    bytes.copy(shared);
    const inShared = parseMessage(shared);
    expect(summary(inShared)).toEqual(summary(parseMessage(bytes)));
  });
});

/** Each would take minutes if its cost grew with the square of its size. */
describe('4 MiB of', () => {
  const head = 'Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n';
  it.each(['--\n', '--b\n', '--b--\n', '--c\n', '\n', 'a:\n', 'a\n', ' \n', '\r', '-', '\n--b\n\n\n', ':'])(
    '%j',
    (unit) => {
      const text = unit.repeat((4 * 1024 * 1024) / unit.length);
      for (const bytes of [Buffer.from(text), Buffer.from(head + text)]) {
        expect(parseMessage(bytes).parts.length).toBeLessThanOrEqual(2000);
      }
    },
  );

  it('delimiters nested as deep as they go', () => {
    const levels = Array.from({ length: 99 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`);
    const bytes = Buffer.from(levels.join('') + '--b100\n'.repeat(500_000));
    expect(parseMessage(bytes).parts).toHaveLength(100);
  });
});
