import { describe, expect, it } from 'vitest';
import { signaturesBroken } from '../../shared/mail/dkim-effect.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { lines } from './corpus.ts';
import { edit } from './edited.ts';

const tag: Edit = { kind: 'tag-subject', tag: '[EXT]' };
const banner: Edit = { kind: 'insert-banner', text: 'x', html: '<p>x</p>' };
const field: Edit = { kind: 'add-field', name: 'X-New', value: 'x' };

function brokenBy(h: string, edits: readonly Edit[], more = '', subject = ['Subject: Figures']): readonly string[] {
  const original = lines(
    `DKIM-Signature: v=1; d=Sender.example; s=k1;${more} h=${h}; b=x`,
    'From: ann@sender.example',
    ...subject,
    '',
    'See above.',
    '',
    'Footer.',
    '',
  );
  const { before, splices } = edit(original, ...edits);
  return signaturesBroken(before, splices).flatMap(({ by }) => by);
}

describe('a DKIM signature', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['is whole where nothing is edited', brokenBy('from:subject', []), []],
    ['breaks by a signed field', brokenBy('from:Subject', [tag]), ['subject']],
    ['is whole where the field is not signed', brokenBy('from', [tag]), []],
    ['breaks by the body', brokenBy('from', [banner]), ['body']],
    ['is whole by a new field', brokenBy('from:subject', [field]), []],
    ['breaks by a new field that the signer ruled out', brokenBy('from:x-new', [field]), ['x-new']],
    ['breaks by a subject that was not there', brokenBy('from:subject', [tag], '', []), ['subject']],
    ['breaks within the signed length', brokenBy('from', [banner], ' l=3;'), ['body']],
    ['breaks by a length that is no number', brokenBy('from', [banner], ' l=x;'), ['body']],
    ['breaks by both', brokenBy('from:subject', [tag, banner]), ['subject', 'body']],
  ])('%s', (_, broken, expected) => expect(broken).toEqual(expected));

  it('may list thirty thousand fields', () => {
    const names = Array.from({ length: 30_000 }, (_, n) => `x-${n}`).join(':');
    expect(brokenBy(`${names}:subject`, [tag])).toEqual(['subject']);
  });

  it('is whole after the octets it covers', () => {
    const original = lines(
      'DKIM-Signature: d=a.example; s=k; l=4; h=from; b=x',
      'From: a@a.example',
      '',
      'abcdefgh',
      '',
    );
    const { before } = edit(original);
    const at = original.length - 2;
    const splice = { start: at, end: at, bytes: Buffer.from('x') };
    expect(signaturesBroken(before, [splice])).toEqual([]);
    const relaxed = lines('DKIM-Signature: c=relaxed/relaxed; d=a.example; s=k; l=4; h=from; b=x', '', 'abcdefgh', '');
    const inRelaxed = { ...splice, start: relaxed.length - 2, end: relaxed.length - 2 };
    expect(signaturesBroken(edit(relaxed).before, [inRelaxed])).toEqual([
      { domain: 'a.example', selector: 'k', by: ['body'] },
    ]);
  });
});
