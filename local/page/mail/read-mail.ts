/** A mail as a reader shows it. Off the hot path, so mailparser reads it (architecture.md, section 9). */

import { simpleParser } from 'mailparser';

export interface ReadMail {
  readonly subject: string;
  /** As the header writes it, decoded. */
  readonly from: string;
  readonly date: Date | undefined;
  /** In order, unfolded. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly attachments: readonly ReadAttachment[];
}

export interface ReadAttachment {
  /** May be empty. */
  readonly name: string;
  /** As declared; the sender picks it. */
  readonly type: string;
  /** Without its brackets. */
  readonly contentId: string | undefined;
  readonly content: Buffer;
}

/** Nothing is derived: no text from HTML, no links from text. */
const options = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
} as const;

export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail = await simpleParser(raw, options);
  return {
    subject: mail.subject ?? '',
    from: mail.from?.text ?? '',
    date: mail.date,
    fields: mail.headerLines.map(({ line }) => fieldOf(line)),
    text: mail.text,
    html: typeof mail.html === 'string' ? mail.html : undefined,
    attachments: mail.attachments.map(({ filename, contentType, cid, content }) => ({
      name: filename ?? '',
      type: contentType,
      contentId: cid,
      content,
    })),
  };
}

/** RFC 5322 §2.2.3: unfolding takes the line ends away. */
function fieldOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replaceAll(/\r?\n/g, '')
    .trim();
  return colon < 0 ? { name: '', value: line } : { name: line.slice(0, colon), value };
}
