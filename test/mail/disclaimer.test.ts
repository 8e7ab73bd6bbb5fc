/**
 * The job of AWS's sample `workmail-update-email`, a disclaimer in text and HTML and a subject tag, done to every public
 * test message there is: mailparser reads out of the edited message what it read before, and the disclaimer.
 */

import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../shared/mail/edit.ts';
import { edit } from './edited.ts';
import { protectedHashes } from './protected.ts';
import { isPublic, samples } from './public-mail.ts';

const text = 'From outside.';
const html = '<p>From outside.</p>';
const job: readonly Edit[] = [
  { kind: 'insert-banner', text, html },
  { kind: 'tag-subject', tag: '[EXT]' },
];

/** Where mailparser reads otherwise, and why that is right or its own affair. A file that agrees by now fails the run. */
const accepted: ReadonlyMap<string, string> = new Map([
  ['cpython/msg_14.txt', 'mailparser gives no text of `Content-Type: text`; RFC 2045 §5.2 has it plain'],
  ['cpython/msg_40.txt', 'mailparser puts `<br/>` before HTML that is a second body'],
  ['mailparser/test_fixtures_spam.eml', 'mailparser puts `<br/>` before HTML that is a second body'],
  ['mailsplit/test_fixtures_form-data.eml', 'mailparser takes fields of a form for files'],
  [
    'mikel/spec_fixtures_emails_error_emails_content_transfer_encoding_with_semi_colon.eml',
    'mailparser does not know the encoding `quoted-printable;`',
  ],
  ['mime4j/core_src_test_resources_mimetools-testmsgs_double-semicolon.msg', 'both of its texts have the disclaimer'],
  ['mime4j/core_src_test_resources_mimetools-testmsgs_double-semicolon2.msg', 'both of its texts have the disclaimer'],
  ['stalwart/resources_eml_malformed_019.eml', 'several of its texts have the disclaimer'],
  ['stalwart/resources_eml_thirdparty_000.eml', 'mailparser ends lines at a bare CR'],
  ['stalwart/resources_eml_thirdparty_001.eml', 'mailparser ends lines at a bare CR'],
]);

describe('the disclaimer, in every public test message', () => {
  it('changes nothing but what it is asked to', async () => {
    expect(samples.length).toBeGreaterThan(10);
    const unlike = new Set<string>();
    const done = { applied: 0, refused: 0 };
    for (const { name, crlf: bytes } of samples) {
      const edited = edit(bytes, ...job);
      const [before, after] = await Promise.all([read(bytes), read(edited.bytes)]);
      if (edited.said[0] === 'applied') {
        done.applied += 1;
        if (!isWithDisclaimer(before, after)) unlike.add(name);
      } else {
        done.refused += 1;
        expect([letters(after.text), letters(after.html)], name).toEqual([letters(before.text), letters(before.html)]);
      }
      expect(after.subject ?? '', name).toContain('[EXT]');
      expect(protectedHashes(edited.after), name).toEqual(protectedHashes(edited.before));
    }
    expect([...unlike].sort()).toEqual(isPublic ? [...accepted.keys()].sort() : []);
    expect(done.applied).toBeGreaterThan(done.refused);
  }, 120_000);
});

function read(bytes: Buffer): Promise<ParsedMail> {
  return simpleParser(bytes, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true, skipImageLinks: true });
}

function isWithDisclaimer(before: ParsedMail, after: ParsedMail): boolean {
  const [plain, page] = [letters(after.text), letters(after.html)];
  const [inPlain, inPage] = [letters(text), letters(html)];
  if (!plain.includes(inPlain) && !page.includes(inPage)) return false;
  return plain.replace(inPlain, '') === letters(before.text) && page.replace(inPage, '') === letters(before.html);
}

/** White space apart: between two bodies it is mailparser's own. */
function letters(content: string | false | undefined): string {
  return (content || '').replaceAll(/\s+/g, '');
}
