import { fc, it as property } from '@fast-check/vitest';
import { strToU8, zipSync } from 'fflate';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { blockedAttachment } from '../../shared/filters/blocked-attachment.ts';
import { match } from '../../shared/filters/filter.ts';
import { sesBlockedExtensions } from '../../shared/mail/blocked-extensions.ts';
import { aMailObject, crlf, type MailTraits, rawMessage } from '../builders.ts';

const settings = v.parse(blockedAttachment.settings, {});
const verdictsOn = (traits: MailTraits, own = settings) =>
  [blockedAttachment.evaluate(aMailObject(traits), own)].flat();
const verdictOn = (...attachments: readonly string[]) => verdictsOn({ attachments });
const reasonsOn = (traits: MailTraits) =>
  verdictsOn(traits).map((verdict) => (verdict.outcome === 'match' ? verdict.reason : verdict.outcome));

const blocked = (extension: string, ...parts: readonly string[]) => [
  match('blocked-extension', { extension, parts: parts.length }, { parts }),
];
const zipped = (...names: readonly string[]) => zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x')])));

const anyCase = fc
  .tuple(fc.constantFrom(...sesBlockedExtensions), fc.infiniteStream(fc.boolean()))
  .map(([extension, upper]) =>
    Array.from(extension, (char) => (upper.next().value ? char.toUpperCase() : char)).join(''),
  );
const padding = fc.string({ unit: fc.constantFrom('.', ' ', '\u200b', '\u202e', '\t', '\0') });
const nameStart = fc.string({ unit: fc.constantFrom('a', '.', ' ', 'ü', '\u202e', '/', '\\', '"', ';', '%', '=?') });

describe('blocked-attachment', () => {
  it.each([
    { names: [], verdict: [] },
    { names: ['report.pdf'], verdict: [] },
    { names: ['exe'], verdict: [] }, // a name, not an extension
    { names: ['exe.pdf'], verdict: [] },
    { names: ['run.exe'], verdict: blocked('exe', '2') },
    { names: ['Invoice.PDF.EXE'], verdict: blocked('exe', '2') },
    { names: ['run.exe. .'], verdict: blocked('exe', '2') },
    { names: ['invoice.pdf                                        .exe'], verdict: blocked('exe', '2') },
    { names: ['run.exe\0.txt'], verdict: blocked('exe', '2') },
    { names: ['run.exe::$DATA'], verdict: blocked('exe', '2') },
    { names: ['C:\\run.exe'], verdict: blocked('exe', '2') },
    { names: ['annexe\u202efdp.exe'], verdict: blocked('exe', '2') }, // shown as annexeexe.pdf
    { names: ['run.e\u200bxe'], verdict: blocked('exe', '2') },
    { names: ['a.pdf', 'b.js'], verdict: blocked('js', '3') },
    { names: ['a.vbs', 'b.pdf', 'c.js'], verdict: blocked('vbs', '2', '4') },
  ])('$names', ({ names, verdict }) => {
    expect(verdictOn(...names)).toEqual(verdict);
  });

  property.prop([nameStart, anyCase, padding])('nothing hides an extension', (stem, extension, pad) => {
    expect(verdictOn(`${stem}.${extension}${pad}`)).toEqual(blocked(extension.toLowerCase(), '2'));
  });

  property.prop([nameStart, anyCase, padding])('nothing hides one in an archive', (stem, extension, pad) => {
    const content = zipped(`a${stem}.${extension}${pad}`);
    expect(reasonsOn({ attachments: [{ name: 'a.zip', content }] })).toContain('blocked-in-archive');
  });

  it('knows only the extensions of its settings', () => {
    const own = v.parse(blockedAttachment.settings, { extensions: ['pdf'] });
    expect(verdictsOn({ attachments: ['run.exe'] }, own)).toEqual([]);
    expect(verdictsOn({ attachments: ['a.pdf'] }, own)).toEqual(blocked('pdf', '2'));
  });
});

describe('blocked-attachment: spellings of a name', () => {
  it.each([
    'Content-Disposition: attachment; filename=run.exe',
    'Content-Disposition: attachment; filename="run.exe"',
    'Content-Disposition: attachment; filename="run\\.exe"',
    "Content-Disposition: attachment; filename*=utf-8''run%2Eexe",
    "Content-Disposition: attachment; filename*0*=utf-8''ru; filename*1=n.e; filename*2=xe",
    'Content-Disposition: attachment; filename="=?utf-8?B?cnVuLmV4ZQ==?="',
    'Content-Disposition: inline; filename=a.pdf\r\nContent-Type: application/pdf; name=run.exe',
    "Content-Disposition: attachment; filename=a.pdf; filename*=utf-8''run.exe",
    'Content-Disposition: attachment; filename=a.pdf; filename=run.exe',
    'Content-Disposition: attachment;\r\n filename=run.exe',
    'content-disposition : attachment; FILENAME = "run.exe"',
    'Content-Type: text/plain; name=run.exe',
    'Content-Type: message/rfc822; name=run.exe',
    'Content-Type: multipart/mixed; boundary=none; name=run.exe',
  ])('%s', (fields) => {
    const raw = crlf('From: a@b.example', fields, '', 'x', '');
    expect(reasonsOn({ raw })).toContain('blocked-extension');
  });
});

describe('blocked-attachment: structure that clients read in different ways', () => {
  const body = ['--q', 'Content-Disposition: attachment; filename=run.exe', '', 'x', '--q--'];

  it.each([
    ['Content-Type: text/plain', 'Content-Type: multipart/mixed; boundary=q'],
    ['Content-Type: multipart/mixed; boundary=z; boundary=q'],
    ['Content-Type: multipart/mixed boundary=q'],
    ['Content-Type: multipart/mixed'],
  ])('%s is not waved through', (...fields) => {
    const raw = crlf('From: a@b.example', ...fields, '', ...body, '');
    expect(reasonsOn({ raw })).not.toEqual([]);
  });

  it('white space of a fold hides no extension', () => {
    const raw = crlf('From: a@b.example', 'Content-Disposition: attachment; filename="run.', ' exe"', '', 'x', '');
    expect(reasonsOn({ raw })).toContain('blocked-extension');
  });
});

describe('blocked-attachment: where a file stands', () => {
  const file = rawMessage({ attachments: ['run.exe'] });
  const within = (type: string, content: string, ...more: readonly string[]) =>
    crlf('From: a@b.example', `Content-Type: ${type}`, ...more, '', content, '');

  it.each([
    { where: 'in an attached message', raw: within('message/rfc822', file), parts: ['1.2'] },
    {
      where: 'in signed mail',
      raw: within(
        'multipart/signed; boundary=s1',
        crlf('--s1', file, '--s1', 'Content-Type: application/pkcs7-signature', '', 'x', '--s1--'),
      ),
      parts: ['1.2'],
    },
    {
      where: 'in an attached message under base64',
      raw: within('message/rfc822', Buffer.from(file).toString('base64'), 'Content-Transfer-Encoding: base64'),
      parts: [''],
    },
    { where: 'as the whole message', raw: within('application/octet-stream; name=run.exe', 'x'), parts: [''] },
    { where: 'in a multipart that never ends', raw: file.replace('--b1--', ''), parts: ['2'] },
  ])('$where', ({ raw, parts }) => {
    expect(verdictsOn({ raw })).toEqual(blocked('exe', ...parts));
  });

  it('as uuencode in the text', () => {
    const raw = crlf('From: a@b.example', '', 'Hello', 'begin 644 run.exe', '#0V%T', '`', 'end', '');
    expect(reasonsOn({ raw })).toEqual(['blocked-in-text']);
  });

  it('behind more parts than are read', () => {
    const parts = Array.from({ length: 3_000 }, () => '--b1\r\n\r\nx');
    const raw = within(
      'multipart/mixed; boundary=b1',
      crlf(...parts, '--b1', 'Content-Disposition: attachment; filename=run.exe', '', 'x', '--b1--'),
    );
    expect(reasonsOn({ raw })).toContain('unseen-parts');
  });

  it('in attached messages under base64 within each other, without end', () => {
    let raw = file;
    for (let level = 0; level < 25; level += 1) {
      raw = within('message/rfc822', Buffer.from(raw).toString('base64'), 'Content-Transfer-Encoding: base64');
    }
    expect(reasonsOn({ raw })).toEqual(['unseen-parts']);
  });
});

describe('blocked-attachment: archives', () => {
  const on = (name: string, content: Uint8Array) => verdictsOn({ attachments: [{ name, content }] });

  it.each([
    { what: 'a program', name: 'a.zip', content: zipped('a.txt', 'b/run.exe'), reasons: ['blocked-in-archive'] },
    {
      what: 'a program, under another name',
      name: 'a.dat',
      content: zipped('run.exe'),
      reasons: ['blocked-in-archive'],
    },
    { what: 'a program, without a name', name: '', content: zipped('run.exe'), reasons: ['blocked-in-archive'] },
    { what: 'a program in a document', name: 'a.docx', content: zipped('word/x.exe'), reasons: ['blocked-in-archive'] },
    { what: 'nothing bad', name: 'a.zip', content: zipped('a.txt'), reasons: [] },
    {
      what: 'a program two deep',
      name: 'a.zip',
      content: zipSync({ 'b.zip': zipped('run.exe') }),
      reasons: ['blocked-in-archive'],
    },
    {
      what: 'a folder like a program',
      name: 'a.zip',
      content: zipSync({ 'run.exe': { 'a.txt': strToU8('x') } }),
      reasons: [],
    },
    { what: 'nothing, being none', name: 'a.zip', content: strToU8('hello'), reasons: ['unreadable-archive'] },
    {
      what: 'a program, being cut off',
      name: 'a.zip',
      content: zipped('run.exe').subarray(0, -30),
      reasons: ['blocked-in-archive', 'unreadable-archive'],
    },
    {
      what: 'a password-protected document, which is no zip',
      name: 'a.docx',
      content: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      reasons: [],
    },
  ])('one with $what', ({ name, content, reasons }) => {
    expect(reasonsOn({ attachments: [{ name, content }] })).toEqual(reasons);
  });

  it('tells extension and part, and no name', () => {
    expect(on('a.zip', zipped('secret/run.exe'))).toEqual([
      match('blocked-in-archive', { extension: 'exe', parts: 1 }, { parts: ['2'] }),
    ]);
    expect(on('a.zip', strToU8('hello'))).toEqual([
      match('unreadable-archive', { defect: 'no-directory', parts: 1 }, { parts: ['2'] }),
    ]);
  });

  it('stays closed where policy says so', () => {
    const own = v.parse(blockedAttachment.settings, { archives: false });
    expect(verdictsOn({ attachments: [{ name: 'a.zip', content: zipped('run.exe') }] }, own)).toEqual([]);
  });

  it('unpacks no bomb', () => {
    const bomb = zipSync(
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.zip`, new Uint8Array(10_000_000)])),
    );
    const started = performance.now();
    expect(reasonsOn({ attachments: [{ name: 'a.zip', content: bomb }] })).toEqual(['unreadable-archive']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
