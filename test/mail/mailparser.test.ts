/**
 * Our reading beside mailparser's, the one most people use.
 */

import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { parseAddressList } from '../../shared/mail/address.ts';
import { decodeBody, decodeText } from '../../shared/mail/decode.ts';
import { fieldsNamed, rawValue, textValue } from '../../shared/mail/header.ts';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { isInAttachedMessage } from '../../shared/mail/untouchable.ts';
import { corpus } from './corpus.ts';
import { edit } from './edited.ts';

const fast = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepCidLinks: true,
};
const read = (bytes: Buffer): Promise<ParsedMail> => simpleParser(Buffer.from(bytes), fast);

/** Where we differ on purpose, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'files of 08-report': 'mailparser puts the report into the text',
  'files of 09-calendar': 'mailparser makes a file of a calendar without a name',
  'files of 11-pdf-only': 'mailparser takes the brackets of `scan (1).pdf` for a comment',
  'text of 08-report': 'mailparser puts the report into the text',
};
const compared = (what: string) => corpus.filter(({ name }) => !(`${what} of ${name}` in exceptions));

/** format=flowed joins lines, and we do not. */
const unbroken = (text = '') => text.replaceAll(/[>\s]+/g, ' ').trim();

function fieldsOf({ bytes, root }: ParsedMessage) {
  const [subject] = fieldsNamed(root.header, 'subject');
  const [from] = fieldsNamed(root.header, 'from');
  return {
    subject: subject && textValue(bytes, subject),
    from:
      from &&
      parseAddressList(rawValue(bytes, from)).map(({ displayName, address }) => ({ name: displayName, address })),
  };
}

/** Files with their content, those inside attached messages left out, as mailparser does. */
function filesOf({ bytes, attachments }: ParsedMessage) {
  return attachments
    .filter(({ part }) => !isInAttachedMessage(part))
    .map(({ part, filename }) => ({ filename, content: decodeBody(bytes, part).bytes.toString('latin1').trimEnd() }));
}

function textsOf({ bytes, parts }: ParsedMessage): readonly string[] {
  return parts
    .filter((part) => part.mediaType.type === 'text/plain' && part.children.length === 0 && !isInAttachedMessage(part))
    .map((part) => unbroken(decodeText(bytes, part, 10_000) ?? ''));
}

describe('beside mailparser', () => {
  it.each(compared('fields'))('fields of $name with $lineEnding', async ({ bytes }) => {
    const theirs = await read(bytes);
    const from = theirs.from?.value.map(({ name, address }) => ({ name, address }));
    expect(fieldsOf(parseMessage(bytes))).toEqual({ subject: theirs.subject, from });
  });

  it.each(compared('files'))('files of $name with $lineEnding', async ({ bytes }) => {
    const theirs = await read(bytes);
    const files = theirs.attachments
      .filter(({ filename, cid }) => filename !== undefined || cid === undefined)
      .map(({ filename, content }) => ({ filename: filename ?? '', content: content.toString('latin1').trimEnd() }));
    expect(filesOf(parseMessage(bytes))).toEqual(files);
  });

  it.each(compared('text'))('text of $name with $lineEnding, also after a banner', async ({ bytes }) => {
    const edited = edit(bytes, { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' });
    const before = await read(bytes);
    const after = await read(edited.bytes);
    const texts = textsOf(edited.before);
    expect(unbroken(before.text)).toBe(texts.join(' '));
    if (edited.said[0] !== 'applied') return;
    expect(unbroken(after.text)).toBe(texts.length > 0 ? `From outside. ${texts.join(' ')}` : '');
    const withoutBanner = after.html && after.html.replaceAll(/\s*<p>From outside\.<\/p>\s*/g, '');
    expect(withoutBanner).toBe(before.html);
    expect(after.attachments.map(({ checksum }) => checksum)).toEqual(
      before.attachments.map(({ checksum }) => checksum),
    );
  });
});
