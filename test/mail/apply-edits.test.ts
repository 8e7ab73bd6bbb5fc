import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Edit } from '../../shared/mail/edit.ts';
import { fieldsNamed, textValue } from '../../shared/mail/header.ts';
import { corpus, lines } from './corpus.ts';
import { checkParts, type Edited, edit } from './edited.ts';

const field = (name: string, value: string): Edit => ({ kind: 'add-field', name, value });
const noField = (name: string): Edit => ({ kind: 'remove-field', name });
const tag = (text: string): Edit => ({ kind: 'tag-subject', tag: text });
const banner: Edit = { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' };
const subjectsOf = ({ after }: Edited) =>
  fieldsNamed(after.root.header, 'subject').map((subject) => textValue(after.bytes, subject));

describe('no edits', () => {
  it.each(corpus)('leave $name with $lineEnding as it is', ({ bytes }) => {
    expect(edit(bytes).splices).toEqual([]);
  });
});

describe('add-field', () => {
  it.each([
    { name: 'X-A', value: 'b', text: 'X-A: b\r\n' },
    { name: 'X-A', value: '  b  c ', text: 'X-A: b  c\r\n' },
    { name: 'X-A', value: 'caf\u00e9', text: 'X-A: =?utf-8?b?Y2Fmw6k=?=\r\n' },
    { name: 'X-A', value: '=?a', text: 'X-A: =?utf-8?b?PT9h?=\r\n' }, // would be read as an encoded-word
    {
      name: 'X-A',
      value: `${'b'.repeat(70)} c  ${'d'.repeat(70)}`,
      text: `X-A: ${'b'.repeat(70)} c\r\n  ${'d'.repeat(70)}\r\n`,
    },
  ])('$value', ({ name, value, text }) => {
    const edited = edit(lines('From: a@example.org', '', 'x'), field(name, value));
    expect(edited.text).toBe(`${text}From: a@example.org\r\n\r\nx`);
  });

  it.each([
    {
      what: 'an envelope line',
      original: 'From a@example.org Mon\nA: b\n\n',
      edited: 'From a@example.org Mon\nX-A: b\nA: b\n\n',
    },
    {
      what: 'an envelope line alone',
      original: 'From a@example.org Mon',
      edited: 'From a@example.org Mon\r\nX-A: b\r\n',
    },
    { what: 'white space first', original: ' a\nA: b\n\n', edited: ' a\nX-A: b\nA: b\n\n' },
    { what: 'no header', original: '\r\nx', edited: 'X-A: b\r\n\r\nx' },
    { what: 'nothing at all', original: '', edited: 'X-A: b\r\n' },
  ])('$what', ({ original, edited }) => {
    expect(edit(Buffer.from(original), field('X-A', 'b')).text).toBe(edited);
  });

  it.each([
    { name: 'X A', value: 'b', said: 'invalid-value' },
    { name: '', value: 'b', said: 'invalid-value' },
    { name: 'X-\u00e4', value: 'b', said: 'invalid-value' },
    { name: 'X-A', value: 'b\r\nBcc: c', said: 'invalid-value' },
    { name: 'X-A', value: 'b\0', said: 'invalid-value' },
    { name: 'X-A', value: '\ud800', said: 'invalid-value' },
    { name: 'X-A', value: 'b'.repeat(20_000), said: 'too-large' },
    { name: 'From', value: 'b', said: 'not-our-field' },
    { name: 'Content-Foo', value: 'b', said: 'not-our-field' },
    { name: 'ARC-Seal', value: 'b', said: 'not-our-field' },
    { name: 'X-SES-Spam-Verdict', value: 'PASS', said: 'not-our-field' },
  ])('refuses $name: $said', ({ name, value, said }) => {
    expect(edit(lines('A: b', ''), field(name, value)).said).toEqual([said]);
  });

  const value = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((text) => text.trim() === text && text !== '');
  it.prop([value])('is read back, in short lines', (text) => {
    const edited = edit(lines('A: b', ''), field('X-Mailweir-Test', text));
    if (edited.said[0] !== 'applied') return;
    const [added] = edited.after.root.header.fields;
    expect(added && textValue(edited.after.bytes, added)).toBe(text);
    for (const line of edited.text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });
});

describe('remove-field', () => {
  it.each([
    {
      original: 'X-Mailweir: a\r\n b\r\nA: b\r\nx-mailweir : c\r\n\r\n',
      name: 'X-Mailweir',
      edited: 'A: b\r\n\r\n',
      said: 'applied',
    },
    { original: 'A: b\r\nX-Mailweir-Edits: c', name: 'x-mailweir-edits', edited: 'A: b\r\n', said: 'applied' },
    { original: 'A: b\r\n\r\n', name: 'X-Mailweir', edited: 'A: b\r\n\r\n', said: 'unneeded' },
    { original: 'A: b\r\n\r\n', name: 'A', edited: 'A: b\r\n\r\n', said: 'not-our-field' },
    {
      original: 'X-Mailweirs: b\r\n\r\n',
      name: 'X-Mailweirs',
      edited: 'X-Mailweirs: b\r\n\r\n',
      said: 'not-our-field',
    },
  ])('$original', ({ original, name, edited, said }) => {
    const result = edit(Buffer.from(original), noField(name));
    expect(result.text).toBe(edited);
    expect(result.said).toEqual([said]);
  });

  it('goes with adding the same field anew', () => {
    const result = edit(lines('X-Mailweir: old', 'A: b', ''), field('X-Mailweir', 'new'), noField('X-Mailweir'));
    expect(result.text).toBe('X-Mailweir: new\r\nA: b\r\n');
    expect(result.said).toEqual(['applied', 'applied']);
  });
});

describe('tag-subject', () => {
  const long = 'a subject that goes on and on, until it fills the first line of the field';
  it.each([
    { original: 'Subject: hello', edited: 'Subject: [EXT] hello' },
    { original: 'Subject:hello', edited: 'Subject:[EXT] hello' },
    { original: 'Subject:  hello', edited: 'Subject:  [EXT] hello' },
    { original: 'Subject:', edited: 'Subject: [EXT]' },
    { original: 'Subject: ', edited: 'Subject: [EXT] ' },
    { original: 'Subject:\r\n hello', edited: 'Subject: [EXT]\r\n hello' },
    { original: 'Subject: \r\n\thello', edited: 'Subject: [EXT] \r\n\thello' },
    { original: `Subject: ${long}`, edited: `Subject: [EXT]\r\n ${long}` },
    { original: 'Subject: =?utf-8?q?caf=C3=A9?=', edited: 'Subject: [EXT] =?utf-8?q?caf=C3=A9?=' },
    { original: 'Subject: caf\xe9', edited: 'Subject: [EXT] caf\xe9' },
    { original: 'Subject: one\r\nSubject: two', edited: 'Subject: [EXT] one\r\nSubject: [EXT] two' },
    { original: 'Subject: RE: [EXT]hello\r\nSubject: two', edited: 'Subject: RE: [EXT]hello\r\nSubject: [EXT] two' },
    { original: 'A: b', edited: 'Subject: [EXT]\r\nA: b' },
  ])('$original', ({ original, edited }) => {
    const result = edit(Buffer.from(`${original}\r\n\r\nx`, 'latin1'), tag('[EXT]'));
    expect(result.text).toBe(`${edited}\r\n\r\nx`);
    expect(result.said).toEqual(['applied']);
    expect(edit(result.bytes, tag('[EXT]')).said).toEqual(['unneeded']);
  });

  it.each(['[EXT] hello', 'Re: [EXT] hello', 'AW: [list] Re[2]: [EXT] hello', '=?utf-8?q?=5BEXT=5D?= hello'])(
    'stands in %j already',
    (subject) => {
      expect(edit(lines(`Subject: ${subject}`, ''), tag('[EXT]')).said).toEqual(['unneeded']);
    },
  );

  it.each(['hello [EXT]', '[ext] hello', 'Regarding: [EXT]'])('does not stand in %j', (subject) => {
    expect(edit(lines(`Subject: ${subject}`, ''), tag('[EXT]')).said).toEqual(['applied']);
  });

  it('puts several in their order, each once', () => {
    const result = edit(lines('Subject: hello', ''), tag('[A]'), tag('[B]'), tag('[A]'));
    expect(result.text).toBe('Subject: [A] [B] hello\r\n');
    expect(edit(result.bytes, tag('[B]'), tag('[C]')).said).toEqual(['unneeded', 'applied']);
  });

  it.each([
    { subject: 'hello', shown: 'Ext\u00e9rieur hello' },
    { subject: '=?utf-8?q?hello?=', shown: 'Ext\u00e9rieur hello' },
    { subject: '', shown: 'Ext\u00e9rieur' },
  ])('is encoded where it must be: $subject', ({ subject, shown }) => {
    const result = edit(lines(`Subject: ${subject}`, ''), tag('Ext\u00e9rieur'));
    expect(subjectsOf(result).map((text) => text.trim())).toEqual([shown]);
    expect(edit(result.bytes, tag('Ext\u00e9rieur')).said).toEqual(['unneeded']);
  });

  it.each(['', ' ', 'a\nb', 'a'.repeat(61)])('refuses %j', (text) => {
    expect(edit(lines('Subject: hello', ''), tag(text)).said).toEqual(['invalid-value']);
  });

  const octets = fc.string({
    unit: fc.constantFrom(...Array.from('a[]:= \t?\xe9\xc3\xa9'), '\r\n ', 'Re: ', '=?utf-8?q?'),
  });
  it.prop([octets])('goes before any subject and changes no octet of it', (subject) => {
    const result = edit(Buffer.from(`Subject:${subject}\r\n\r\n`, 'latin1'), tag('[EXT]'));
    const [shown = ''] = subjectsOf(result);
    if (result.said[0] === 'applied') expect(shown.trim().startsWith('[EXT]')).toBe(true);
    expect(edit(result.bytes, tag('[EXT]')).said).toEqual(['unneeded']);
  });
});

describe('several edits', () => {
  const all = [field('X-A', 'b'), noField('X-Mailweir-Old'), tag('[EXT]'), banner];

  it.each(corpus)('leave everything else of $name with $lineEnding', ({ bytes }) => {
    const edited = edit(bytes, ...all);
    checkParts(edited);
    expect(edited.said[0]).toBe('applied');
    if (!bytes.includes('\r\n')) expect(edited.bytes.includes('\r\n')).toBe(false);
  });

  it.each([
    { name: '01-plain', said: 'applied' },
    { name: '02-alternative', said: 'applied' },
    { name: '03-attachments', said: 'applied' },
    { name: '04-attached-message', said: 'applied' },
    { name: '05-signed', said: 'signed' },
    { name: '06-flowed', said: 'applied' },
    { name: '07-no-closing-delimiter', said: 'applied' },
    { name: '08-report', said: 'machine-readable-report' },
    { name: '09-calendar', said: 'applied' },
    { name: '10-html-only', said: 'applied' },
    { name: '11-pdf-only', said: 'no-text-body' },
    { name: '12-apple-mail', said: 'applied' },
    { name: '13-shift-jis', said: 'applied' },
    { name: '14-tnef', said: 'tnef' },
    { name: '15-inline-pgp', said: 'inline-pgp' },
    { name: '16-utf-16', said: 'unsupported-charset' },
    { name: '17-envelope-line', said: 'applied' },
    { name: '18-workmail-outbound', said: 'applied' },
  ])('banner on $name: $said', ({ name, said }) => {
    const messages = corpus.filter((message) => message.name === name);
    expect(messages.map(({ bytes }) => edit(bytes, banner).said[0])).toEqual([said, said]);
  });

  it('a replaced attachment outranks a banner on the same octets', () => {
    const bytes = lines('Content-Type: text/plain; name=a.txt', '', 'x');
    const result = edit(bytes, banner, { kind: 'replace-attachment', part: '', notice: 'It was removed.' });
    expect(result.said).toEqual(['no-text-body', 'applied']);
  });

  it('edits the bodies that stay where another one is replaced', () => {
    const bodyOf = (type: string) => ['--b', `Content-Type: ${type}`, '', '<a href="https://a.example/">a</a>'];
    const message = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...bodyOf('text/html; name=run.exe'),
      ...bodyOf('text/html'),
      '--b--',
      '',
    );
    const result = edit(
      message,
      { kind: 'replace-attachment', part: '1', notice: 'Gone.' },
      { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' },
      { kind: 'rewrite-links', prefix: 'https://links.example/' },
    );
    expect(result.said).toEqual(['applied', 'applied', 'applied']);
    expect(result.text).toContain('<p>From outside.</p>');
    expect(result.text.match(/href="[^"]*"/g)).toEqual(['href="https://links.example/https%3A%2F%2Fa.example%2F"']);
  });

  const mutation = fc.record({
    message: fc.constantFrom(...corpus),
    cuts: fc.array(
      fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom('', '\n', '\r\n', '--', '\0', ' ', '=', ':')),
    ),
  });
  const mutated = mutation.map(({ message, cuts }) => {
    let text = message.bytes.toString('latin1');
    for (const [place, length, instead] of cuts) {
      const at = place % (text.length + 1);
      text = text.slice(0, at) + instead + text.slice(at + length);
    }
    return Buffer.from(text, 'latin1');
  });
  it.prop([mutated], { numRuns: 500 })('keep what a damaged message says elsewhere', (bytes) => {
    checkParts(edit(bytes, ...all));
  });

  it.each(corpus)('come to the same over shared memory: $name with $lineEnding', ({ bytes }) => {
    const shared = Buffer.from(new SharedArrayBuffer(bytes.length));
    bytes.copy(shared);
    expect(edit(shared, ...all).text).toBe(edit(bytes, ...all).text);
  });

  const token = fc.constantFrom(
    '\r\n',
    '\n',
    'Subject: x\n',
    'From x\n',
    'Content-Type: multipart/mixed; boundary=b\n\n',
    'Content-Type: text/html\n',
    'Content-Transfer-Encoding: base64\n\n',
    'Content-Transfer-Encoding: quoted-printable\n\n',
    '\n--b\n',
    '--b--',
    'PGh0',
    '=3D=\n',
    '<body>',
    ' ',
    '\0',
  );
  const hostile = fc.array(token, { maxLength: 40 }).map((tokens) => Buffer.from(tokens.join(''), 'latin1'));
  it.prop(
    [
      fc.oneof(
        hostile,
        fc.uint8Array().map((octets) => Buffer.from(octets)),
      ),
    ],
    { numRuns: 500 },
  )('keep what any octets say elsewhere', (bytes) => {
    checkParts(edit(bytes, ...all));
  });
});
