import { it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeText } from '../../shared/mail/decode.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { corpus, lines } from './corpus.ts';
import { type Edited, edit } from './edited.ts';

const replace = (part: string, notice = 'report.pdf was removed.'): Edit => ({
  kind: 'replace-attachment',
  part,
  notice,
});
const named = (name: string) => corpus.filter((message) => message.name === name);
const shape = ({ after }: Edited) => after.parts.map(({ path, mediaType }) => `${path} ${mediaType.type}`.trim());
const bodyOf = ({ after }: Edited, path: string) => {
  const part = after.parts.find((one) => one.path === path);
  return part && decodeText(after.bytes, part, 10_000);
};

describe('replace-attachment', () => {
  it.each(named('03-attachments'))('keeps the structure and all other parts, with $lineEnding', ({ bytes }) => {
    const result = edit(bytes, replace('2'), replace('1.2', 'The logo was removed.'));
    expect(result.said).toEqual(['applied', 'applied']);
    expect(shape(result)).toEqual([
      'multipart/mixed',
      '1 multipart/related',
      '1.1 text/html',
      '1.2 text/plain',
      '2 text/plain',
      '3 application/octet-stream',
    ]);
    expect(bodyOf(result, '2')).toBe('report.pdf was removed.');
    expect(bodyOf(result, '1.2')).toBe('The logo was removed.');
    expect(result.after.attachments.map(({ filename }) => filename)).toEqual([
      'attachment-removed.txt',
      'report-removed.txt',
      'Übersicht Januar.xlsx',
    ]);
    if (!bytes.includes('\r\n')) expect(result.bytes.includes('\r\n')).toBe(false);
  });

  it.each(named('04-attached-message'))('replaces an attached message as a whole, with $lineEnding', ({ bytes }) => {
    const result = edit(bytes, replace('2'));
    expect(shape(result)).toEqual(['multipart/mixed', '1 text/plain', '2 text/plain']);
  });

  it.each(named('11-pdf-only'))('replaces the only part, with $lineEnding', ({ bytes }) => {
    const result = edit(bytes, replace(''));
    expect(shape(result)).toEqual(['text/plain']);
    expect(result.after.root.header.fields.map(({ name }) => name).join(' ')).toBe(
      'from to date message-id mime-version content-type content-transfer-encoding content-disposition',
    );
    expect(bodyOf(result, '')?.trim()).toBe('report.pdf was removed.');
  });

  it('goes with everything else', () => {
    const [message] = named('03-attachments');
    if (!message) throw new Error('no such message');
    const others: readonly Edit[] = [
      { kind: 'tag-subject', tag: '[EXT]' },
      { kind: 'insert-banner', text: 'x', html: 'x' },
    ];
    expect(edit(message.bytes, ...others, replace('2'), replace('2', 'Again.')).said).toEqual([
      'applied',
      'applied',
      'applied',
      'applied',
    ]);
    expect(bodyOf(edit(message.bytes, replace('2'), replace('2', 'Again.')), '2')?.replaceAll('\r\n', '\n')).toBe(
      'report.pdf was removed.\n\nAgain.',
    );
  });

  it('writes a notice of any script', () => {
    const bytes = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: image/png',
      '',
      'x',
      '--b--',
    );
    const notice = 'Файл удалён. = \n.\nFrom here';
    expect(bodyOf(edit(bytes, replace('1', notice)), '1')).toBe('Файл удалён. =\r\n.\r\nFrom here');
  });

  it.each([
    { what: 'no body', part: ['Content-Type: image/png', ''] },
    { what: 'an empty line for a body', part: ['Content-Type: image/png', '', ''] },
    { what: 'no header', part: ['', 'x'] },
    { what: 'nothing but the empty line', part: [''] },
  ])('a part with $what', ({ part }) => {
    const bytes = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      ...part,
      '--b',
      '',
      'last',
      '--b--',
      '',
    );
    const result = edit(bytes, replace('1', 'Gone.'));
    expect(result.said).toEqual(['applied']);
    expect(bodyOf(result, '1')?.trimEnd()).toBe('Gone.');
    expect(bodyOf(result, '2')).toBe('last');
    expect(result.after.parts).toHaveLength(3);
  });

  it.each(['../../x.exe', 'a"b\r\nc.exe', '.exe', '', 'x'.repeat(300), '\u202egpj.exe'])(
    'names the notice safely after %j',
    (name) => {
      const bytes = lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        `Content-Type: image/png; name*=utf-8''${encodeURIComponent(name)}`,
        '',
        'x',
        '--b--',
      );
      expect(edit(bytes, replace('1')).after.attachments[0]?.filename).toMatch(/^[A-Za-z0-9_-]{1,48}\.txt$/);
    },
  );

  it.each([
    { name: '03-attachments', part: '9', said: 'no-such-part' },
    { name: '03-attachments', part: '1', said: 'ambiguous-structure' }, // a multipart
    { name: '04-attached-message', part: '2.1.2', said: 'attached-message' },
    { name: '05-signed', part: '2', said: 'signed' },
    { name: '08-report', part: '2', said: 'machine-readable-report' },
    { name: '09-calendar', part: '3', said: 'calendar' },
  ])('refuses $part of $name: $said', ({ name, part, said }) => {
    expect(named(name).map(({ bytes }) => edit(bytes, replace(part)).said[0])).toEqual([said, said]);
  });

  it.each(['', 'a\0b', 'x'.repeat(2000)])('refuses the notice %j', (notice) => {
    const [message] = named('03-attachments');
    expect(message && edit(message.bytes, replace('2', notice)).said).toEqual(['invalid-value']);
  });
});
