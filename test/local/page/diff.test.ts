import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type DiffLine, diffLines } from '../../../local/page/diff/lines.ts';
import { diffMails } from '../../../local/page/diff/mail-diff.ts';

const shown = (lines: readonly DiffLine[] | null) =>
  lines?.map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`).join('|');
const side = (lines: readonly DiffLine[], kind: 'removed' | 'added') =>
  lines.filter((line) => line.kind === 'same' || line.kind === kind).map(({ text }) => text);
const fewLines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });

describe('lines', () => {
  it.each([
    { before: 'abc', after: 'abc', diff: ' a| b| c' },
    { before: '', after: 'ab', diff: '+a|+b' },
    { before: 'ab', after: '', diff: '-a|-b' },
    { before: 'abd', after: 'abcd', diff: ' a| b|+c| d' },
    { before: 'axc', after: 'ayc', diff: ' a|-x|+y| c' },
    { before: 'abcabba', after: 'cbabac', diff: '-a|-b| c|+b| a| b|-b| a|+c' }, // the paper's own
  ])('$before to $after: $diff', ({ before, after, diff }) => {
    expect(shown(diffLines(before.split(''), after.split('')))).toBe(diff);
  });

  it.prop([fewLines, fewLines])('both sides can be read out of it', (before, after) => {
    const lines = diffLines(before, after) ?? [];
    expect(side(lines, 'removed')).toEqual(before);
    expect(side(lines, 'added')).toEqual(after);
  });

  it('gives up where nothing is the same', () => {
    const numbered = (word: string) => Array.from({ length: 2000 }, (_, at) => `${word}${at}`);
    expect(diffLines(numbered('a'), numbered('b'))).toBeNull();
  });
});

describe('a mail', () => {
  const mail = (subject: string, text: string, file: string) =>
    Buffer.from(
      [
        'From: Pat <pat@partner.example>',
        `Subject: ${subject}`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(text).toString('base64'),
        '--b',
        'Content-Type: application/octet-stream',
        `Content-Disposition: attachment; filename="${file}"`,
        '',
        'content',
        '--b--',
        '',
      ].join('\r\n'),
    );

  it('tells what changed in header, decoded text and files, and what did not is left out', () => {
    const before = mail('Figures', 'Dear Älice,\nhere they are.', 'run.exe');
    const after = mail('[External] Figures', 'Careful!\nDear Älice,\nhere they are.', 'run.txt');
    const diff = diffMails(before, after);
    expect(shown(diff.header)).toBe('-Subject: Figures|+Subject: [External] Figures');
    expect(diff.texts.map(({ path, type, lines }) => [path, type, shown(lines)])).toEqual([
      ['1', 'text/plain', '+Careful!| Dear Älice,| here they are.'],
    ]);
    expect(shown(diff.attachments)).toMatch(/^-run\.exe · .* · 7 bytes\|\+run\.txt · .* · 7 bytes$/);
    expect(diff.octets).toMatchObject({ before: before.length, after: after.length });
    expect(diff.octets.sameHead).toBe(before.indexOf('Subject: ') + 'Subject: '.length);
  });

  it.prop([fc.uint8Array(), fc.uint8Array()])('never throws, and the same is no change', (one, other) => {
    diffMails(Buffer.from(one), Buffer.from(other));
    const none = diffMails(Buffer.from(one), Buffer.from(one));
    expect([none.header, none.texts, none.attachments]).toEqual([[], [], []]);
  });
});
