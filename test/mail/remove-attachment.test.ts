import { describe, expect, it } from 'vitest';
import type { Edit } from '../../shared/mail/edit.ts';
import { corpus, lines } from './corpus.ts';
import { type Edited, edit } from './edited.ts';

const remove = (part: string): Edit => ({ kind: 'remove-attachment', part });
const shape = ({ after }: Edited) => after.parts.map(({ path, mediaType }) => `${path} ${mediaType.type}`.trim());
const named = (name: string) => corpus.filter((message) => message.name === name);

const part = (type: string, text: string) => ['--b', `Content-Type: ${type}`, '', text];
const mixed = (...parts: readonly (readonly string[])[]) =>
  lines('Content-Type: multipart/mixed; boundary=b', '', 'preamble', ...parts.flat(), '--b--', 'epilogue', '');

describe('remove-attachment', () => {
  it.each(named('03-attachments'))('takes a part out, with $lineEnding', ({ bytes }) => {
    const result = edit(bytes, remove('2'));
    expect(result.said).toEqual(['applied']);
    expect(shape(result)).toEqual([
      'multipart/mixed',
      '1 multipart/related',
      '1.1 text/html',
      '1.2 image/png',
      '2 application/octet-stream',
    ]);
  });

  const text = part('text/plain', 'text');
  const image = part('image/png', 'x');

  it.each([
    { what: 'the first', removed: ['1'], left: mixed(image, image) },
    { what: 'the last', removed: ['3'], left: mixed(text, image) },
    { what: 'two', removed: ['3', '1'], left: mixed(image) },
    { what: 'one twice', removed: ['2', '2'], left: mixed(text, image) },
  ])('$what', ({ removed, left }) => {
    expect(edit(mixed(text, image, image), ...removed.map(remove)).text).toBe(left.toString('latin1'));
  });

  it('leaves a multipart with a part', () => {
    const result = edit(mixed(text, image), remove('1'), remove('2'));
    expect(result.said).toEqual(['applied', 'not-removable']);
    expect(shape(result)).toEqual(['multipart/mixed', '1 image/png']);
  });

  it('puts the notice in the place of what it cannot take out', () => {
    const noticed = (path: string): Edit => ({ kind: 'remove-attachment', part: path, notice: 'Gone.' });
    const all = edit(mixed(text, image), noticed('1'), noticed('2'));
    expect(all.said).toEqual(['applied', 'applied']);
    expect(shape(all)).toEqual(['multipart/mixed', '1 text/plain']);
    expect(all.text).toContain('Gone.');
    expect(all.text).not.toContain('text\r\n');
    const alone = edit(lines('Content-Type: image/png', '', 'x'), noticed(''));
    expect(alone.said).toEqual(['applied']);
    expect(shape(alone)).toEqual(['text/plain']);
  });

  it('leaves no notice where it takes out, and none where nothing may change', () => {
    const noticed: Edit = { kind: 'remove-attachment', part: '2', notice: 'Gone.' };
    expect(edit(mixed(text, image), noticed).text).toBe(mixed(text).toString('latin1'));
    const signed = lines('Content-Type: multipart/signed; boundary=b', '', ...text, ...image, '--b--');
    expect(edit(signed, noticed)).toMatchObject({ said: ['signed'], splices: [] });
  });

  it('goes with a banner, and replaces nothing twice', () => {
    const banner: Edit = { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' };
    const replace: Edit = { kind: 'replace-attachment', part: '2', notice: 'Gone.' };
    expect(edit(mixed(text, image, image), banner, remove('2')).said).toEqual(['applied', 'applied']);
    expect(edit(mixed(text, image, image), remove('2'), replace).said).toEqual(['conflict', 'applied']);
  });

  it.each([
    { what: 'the message', message: lines('Content-Type: image/png', '', 'x'), path: '', said: 'not-removable' },
    { what: 'none', message: mixed(text, image), path: '3', said: 'no-such-part' },
    {
      what: 'a rendering',
      message: lines('Content-Type: multipart/alternative; boundary=b', '', ...text, ...image, '--b--'),
      path: '2',
      said: 'not-removable',
    },
    {
      what: 'signed',
      message: lines('Content-Type: multipart/signed; boundary=b', '', ...text, ...image, '--b--'),
      path: '1',
      said: 'signed',
    },
    {
      what: 'no end',
      message: lines('Content-Type: multipart/mixed; boundary=b', '', ...text, ...image),
      path: '1',
      said: 'ambiguous-structure',
    },
  ])('refuses $what: $said', ({ message, path, said }) => {
    expect(edit(message, remove(path)).said).toEqual([said]);
  });
});
