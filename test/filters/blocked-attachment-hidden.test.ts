/** Files where only some clients look: the filter must look there, too. */

import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { blockedAttachment } from '../../shared/filters/blocked-attachment.ts';
import { aMailObject, crlf } from '../builders.ts';

const settings = v.parse(blockedAttachment.settings, {});

function reasonsOn(raw: string): readonly string[] {
  return [blockedAttachment.evaluate(aMailObject({ raw: Buffer.from(raw, 'latin1') }), settings)]
    .flat()
    .map((verdict) => (verdict.outcome === 'match' ? verdict.reason : verdict.outcome));
}

const top = ['From: a@sender.example', 'MIME-Version: 1.0'];
const file = ['Content-Type: application/octet-stream', 'Content-Disposition: attachment; filename=run.exe', '', 'x'];
const harmless = ['Content-Type: text/plain', '', 'Hello.'];
const mixed = (...lines: readonly string[]) =>
  crlf(...top, 'Content-Type: multipart/mixed; boundary=q', '', ...lines, '');
const single = (...lines: readonly string[]) => crlf(...top, ...lines, '');
const base64 = (content: Buffer | string) => Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n');

/** An attribute of a TNEF stream with its checksum, which nobody checks. */
function attribute(level: number, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}

const u16 = (...values: readonly number[]) =>
  Buffer.concat(values.map((value) => Buffer.from([value & 255, value >> 8])));
const u32 = (...values: readonly number[]) => u16(...values.flatMap((value) => [value & 0xffff, value >>> 16]));
const padded = (data: Buffer) => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
const tnef = (...attributes: readonly Buffer[]) => Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);

const title = (name: string) => attribute(2, 0x00018010, Buffer.from(`${name}\0`));
const utf16 = (name: string) => Buffer.from(`${name}\0`, 'utf16le');
/** A number, a named property and a name: three properties of an attachment. */
const properties = (name: string) =>
  attribute(
    2,
    0x00069005,
    Buffer.concat([
      u32(3),
      u16(0x0003, 0x0e20),
      u32(17),
      u16(0x000b, 0x8001),
      Buffer.alloc(16),
      u32(0, 5),
      u32(1),
      u16(0x001f, 0x3707),
      u32(1, utf16(name).length),
      padded(utf16(name)),
    ]),
  );
const winmail = (content: Buffer) =>
  mixed(
    '--q',
    'Content-Type: application/ms-tnef; name=winmail.dat',
    'Content-Transfer-Encoding: base64',
    '',
    base64(content),
    '--q--',
  );

describe('blocked-attachment finds a file', () => {
  it.each<[string, string, readonly string[]]>([
    ['before the first delimiter', mixed(...file, '', '--q', ...harmless, '--q--'), ['blocked-extension']],
    ['after the last delimiter', mixed('--q', ...harmless, '--q--', '', ...file), ['blocked-extension']],
    [
      'behind a delimiter with more on its line',
      mixed('--q', ...harmless, '--q junk', ...file, '--q--'),
      ['blocked-extension'],
    ],
    ['behind a longer delimiter', mixed('--q', ...harmless, '--qq', ...file, '--q--'), ['blocked-extension']],
    [
      'behind a delimiter of a multipart around its own',
      mixed(
        '--q',
        'Content-Type: multipart/alternative; boundary=z',
        '',
        '--z',
        ...harmless,
        '--q junk',
        ...file,
        '--z--',
        '--q--',
      ),
      ['blocked-extension'],
    ],
    [
      'in mail sent as a file',
      single('Content-Type: application/octet-stream; name=letter.eml', '', ...file),
      ['blocked-extension'],
    ],
    [
      'in mail sent as an encoded file',
      single(
        'Content-Type: application/octet-stream; name=page.MHT',
        'Content-Transfer-Encoding: base64',
        '',
        base64(crlf(...file)),
      ),
      ['blocked-extension'],
    ],
    [
      'named by a disposition without a type',
      single('Content-Disposition: ; filename=run.exe', '', 'x'),
      ['blocked-extension'],
    ],
    [
      'named by a disposition that is a name only',
      single('Content-Disposition: filename=run.exe', '', 'x'),
      ['blocked-extension'],
    ],
    [
      'under an encoding that nobody knows',
      single('Content-Type: application/pdf; name=run.exe', 'Content-Transfer-Encoding: x-own', '', 'x'),
      ['blocked-extension'],
    ],
    [
      'that is elsewhere',
      single(
        'Content-Type: message/external-body; access-type=url; url="http://a.example/"',
        '',
        ...file.slice(0, 2),
        '',
      ),
      ['blocked-extension'],
    ],
    ['in pieces', single('Content-Type: message/partial; id=a; number=1; total=2', '', ...file), ['unseen-parts']],
    ['in winmail.dat, by its title', winmail(tnef(title('run.exe'))), ['blocked-in-archive']],
    [
      'in winmail.dat, by its long name',
      winmail(tnef(title('RUN~1.TXT'), properties('run.exe'))),
      ['blocked-in-archive'],
    ],
    [
      'in winmail.dat, before its damage',
      winmail(tnef(title('run.exe'), Buffer.from('xx'))),
      ['blocked-in-archive', 'unreadable-archive'],
    ],
    [
      'in winmail.dat under another name',
      winmail(tnef(title('run.exe'))).replace('ms-tnef; name=winmail.dat', 'pdf'),
      ['blocked-in-archive'],
    ],
  ])('%s', (_, raw, reasons) => expect(reasonsOn(raw)).toEqual(reasons));
});

describe('blocked-attachment has nothing against', () => {
  it.each<[string, string]>([
    [
      'words before and after the parts',
      mixed('This is a message in MIME format.', '--q', ...harmless, '--q--', 'See the list: x.exe'),
    ],
    ['text that quotes a delimiter', mixed('--q', ...harmless, '-- q', '--q--')],
    ['a letter as a file', single('Content-Type: application/octet-stream; name=letter.eml', '', ...harmless)],
    ['winmail.dat with a letter', winmail(tnef(title('letter.doc'), properties('letter.doc')))],
  ])('%s', (_, raw) => expect(reasonsOn(raw)).toEqual([]));

  it.each([0xffff_ffff, 100_000, 9])('and does not trip over a TNEF length of %i', (length) => {
    const damaged = tnef(title('letter.doc'));
    damaged.writeUInt32LE(length, 11);
    expect(reasonsOn(winmail(damaged))).toEqual(['unreadable-archive']);
  });
});
