/** What a journal report says, before it is bytes ([MS-OXJRNL] §2.2; design/archive.md, section 6). */

import { parseAddressList } from '../mail/address.ts';
import type { Envelope } from '../mail/envelope.ts';
import { fieldsNamed, rawValue, textValue } from '../mail/header.ts';
import type { ParsedMessage } from '../mail/message.ts';

/** The words that may stand before a recipient. Ours is `Recipient`: the header of mail from outside may lie. */
export type RecipientWord = 'To' | 'Cc' | 'Bcc' | 'Recipient';

export interface ReportRecipient {
  readonly word: RecipientWord;
  readonly address: string;
  /** The list that led to this recipient. */
  readonly expanded?: string;
  /** Who handed the message on to this recipient. */
  readonly forwarded?: string;
}

/** The envelope part. */
export interface ReportEnvelope {
  /** An address; `<>` where neither header nor envelope name one. */
  readonly sender: string;
  /** The author where another one sent it. */
  readonly onBehalfOf: string | null;
  readonly subject: string;
  /** As in the original, with its angle brackets; empty where it has none. */
  readonly messageId: string;
  readonly recipients: readonly ReportRecipient[];
  /** False where more people may have got it than all reports of the hand-over name: the source cut its list short. */
  readonly complete: boolean;
}

/** Where the original lies, whatever the report carries. */
export interface ArchivedOriginal {
  /** The delivery id: names the hand-over in the archive. */
  readonly archiveId: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** `raw/v1/…`, with its version. */
  readonly key: string;
  readonly version: string;
}

/** RFC 5322 §3.6.2: with a Sender, From is on whose behalf it was sent. */
export function reportEnvelope({ bytes, root }: ParsedMessage, envelope: Envelope): ReportEnvelope {
  const first = (name: string) => fieldsNamed(root.header, name)[0];
  const addressIn = (name: string): string | undefined => {
    const field = first(name);
    return field && parseAddressList(rawValue(bytes, field)).find(({ address }) => address !== '')?.address;
  };
  const author = addressIn('from');
  const agent = addressIn('sender');
  const subject = first('subject');
  const messageId = first('message-id');
  return {
    sender: agent ?? author ?? (envelope.reversePath || '<>'),
    onBehalfOf: agent !== undefined && author !== undefined && agent !== author ? author : null,
    subject: subject ? textValue(bytes, subject) : '',
    messageId: messageId ? rawValue(bytes, messageId) : '',
    recipients: envelope.recipients.map((address) => ({ word: 'Recipient', address })),
    complete: envelope.complete,
  };
}

/** piler's search cannot see the later ones of more than about 124 (design/archive.md, section 6.2). */
export const mostRecipients = 100;

/** One envelope for each report: all of them together name every recipient once. */
export function splitRecipients(envelope: ReportEnvelope): readonly ReportEnvelope[] {
  const { recipients } = envelope;
  if (recipients.length <= mostRecipients) return [envelope];
  const reports: ReportEnvelope[] = [];
  for (let from = 0; from < recipients.length; from += mostRecipients) {
    reports.push({ ...envelope, recipients: recipients.slice(from, from + mostRecipients) });
  }
  return reports;
}
