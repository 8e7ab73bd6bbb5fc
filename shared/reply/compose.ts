/**
 * A reply as bytes (RFC 5322, RFC 2045-2049; RFC 3834 §3 for its fields), such as SES takes: ASCII, lines of at most 998 octets, each field
 * once, one recipient.
 */

import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWords } from '../mail/encoded-word.ts';
import type { ReplyDraft } from './draft.ts';

export async function composeReply(draft: ReplyDraft): Promise<Buffer> {
  const { from, to, text, html, marker, inReplyTo, references } = draft;
  const prepared = (value: string) => ({ prepared: true, value });
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    date: draft.date,
    messageId: draft.messageId,
    ...(references.length === 0 ? {} : { references: [...references] }),
    text,
    ...(html === null ? {} : { html }),
    textEncoding: 'quoted-printable',
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: {
      Subject: prepared(unstructured(draft.subject)),
      // Never folded: what threading.ts takes for an identifier fits into a line.
      ...(inReplyTo === null ? {} : { 'In-Reply-To': prepared(inReplyTo) }),
      // RFC 3834 §5.
      'Auto-Submitted': 'auto-replied',
      // MS-OXCMAIL §2.1.3.2.20: nothing automatic in answer to this either.
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': draft.language,
      [marker.name]: prepared(marker.value.replaceAll('; ', ';\r\n ')),
    },
  });
  return composer.compile().build();
}

/** A word that leaves room in a line of 78 (RFC 5322 §2.1.1). */
const longestWord = 60;

/**
 * Unstructured text (RFC 5322 §2.2.1), folded at its spaces. Encoded (RFC 2047) where it must be, and where a reader
 * would take it for encoded: somebody else's `=?utf-8?q?…?=` is text here.
 */
export function unstructured(text: string): string {
  const words = text.split(' ');
  const isPlain = /^[ -~]*$/.test(text) && !text.includes('=?') && words.every(({ length }) => length <= longestWord);
  if (!isPlain) return encodeWords(text).join('\r\n ');
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > longestWord) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\r\n ');
}
