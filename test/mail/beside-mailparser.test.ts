/** What mailparser makes of every public test message, beside ours: the content of its files, and its subject. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../shared/mail/decode.ts';
import { fieldsNamed, textValue } from '../../shared/mail/header.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

const folder = fileURLToPath(new URL('../../../shared/corpora/mime/', import.meta.url));
const isPublic = existsSync(folder);
if (!isPublic)
  console.log('beside mailparser: only our own messages (mailparser.test.ts), no public corpora beside the checkout');

const rawSubject =
  'mailparser reads raw octets of a subject as UTF-8 and loses them; we take them for windows-1252 where they are none';

/** Where we read otherwise, and why. A file that agrees by now fails the test. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  'mailparser does not decode uuencode': [
    'spamscope/tests_mails_mail_test_15',
    'stalwart/resources_eml_legacy_017.eml',
    'stalwart/resources_eml_legacy_048.eml',
  ],
  'mailparser takes a delimiter without a line end for content': ['rspamd/test_functional_messages_badboundary.eml'],
  [rawSubject]: [
    'mikel/spec_fixtures_emails_error_emails_invalid_subject_characters.eml',
    ...[9, 10, 15, 16, 18, 20, 22, 23, 24, 25, 26, 27, 50, 51, 52].map(
      (number) => `stalwart/resources_eml_legacy_${String(number).padStart(3, '0')}.eml`,
    ),
  ],
};

function crlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'), 'latin1');
}

/** Line endings and what is empty at the end apart. */
function hashOf(content: Buffer): string {
  let text = content.toString('latin1').replaceAll('\r\n', '\n');
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end -= 1;
  text = text.slice(0, end);
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

async function agree(bytes: Buffer): Promise<boolean> {
  const options = { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true, skipImageLinks: true };
  const { attachments, subject } = await simpleParser(bytes, options);
  const { parts, root } = parseMessage(bytes);
  const contents = new Set(
    parts.map((part) =>
      hashOf(part.children.length > 0 ? bytes.subarray(part.body.start, part.body.end) : decodeBody(bytes, part).bytes),
    ),
  );
  const subjects = fieldsNamed(root.header, 'subject').map((field) => words(textValue(bytes, field)));
  const hasSubject = subject === undefined || words(subject) === '' || subjects.includes(words(subject));
  return hasSubject && attachments.every(({ content }) => contents.has(hashOf(content)));
}

describe.skipIf(!isPublic)('beside mailparser, as they are and with CRLF', () => {
  it('files have the same content, and messages the same subject, but for what is listed', async () => {
    const unlike = new Set<string>();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      for (const one of [bytes, crlf(bytes)]) if (!(await agree(one))) unlike.add(relative(folder, path));
    }
    expect([...unlike].sort()).toEqual(Object.values(accepted).flat().sort());
  }, 120_000);
});
