/**
 * Journal reports of any maker, read: Exchange 2003 to Microsoft 365, WorkMail, Google's copies, ours.
 *
 * Reading is not believing (design/archive.md, section 6.3, rule 7): anybody can write a report about mail that never
 * was. `believeReport` (trust.ts) says whether one comes from whom it should.
 */

import { createHash } from 'node:crypto';
import { parseAddressList } from '../mail/address.ts';
import { decodeBody, decodeText } from '../mail/decode.ts';
import { fieldsNamed, rawValue, textValue } from '../mail/header.ts';
import type { ParsedMessage, Part } from '../mail/message.ts';
import { type EnvelopePart, readEnvelopePart } from './journal-envelope-part.ts';
import { journalMarkField } from './journal-mark.ts';
import type { ReportEnvelope } from './journal-report.ts';

export type ReportMaker = 'mailweir' | 'exchange' | 'exchange-2003' | 'workmail' | 'google';

export interface JournalReport {
  readonly maker: ReportMaker;
  readonly envelope: ReportEnvelope;
  /** The original as it came; null where the report only points to it. */
  readonly original: Buffer | null;
  /** SHA-256 of what the second part carries, in hex. */
  readonly carriedSha256: string;
  /** Fields of the envelope part beyond the form, name in lower case -> value. */
  readonly others: ReadonlyMap<string, string>;
}

/** Undefined where the message is no journal report. */
export function readReport(message: ParsedMessage): JournalReport | undefined {
  return readEnclosing(message) ?? readGoogleCopy(message);
}

/** An envelope part, and the original as a part. */
function readEnclosing(message: ParsedMessage): JournalReport | undefined {
  const { bytes, root } = message;
  if (!root.mediaType.type.startsWith('multipart/')) return undefined;
  const found = envelopePartOf(message);
  if (!found) return undefined;
  const maker = makerOf(message, found.part);
  const second = root.children.find((part) => part !== found.top);
  if (!maker || !second) return undefined;
  const carried = decodeBody(bytes, second).bytes;
  const carriesOriginal =
    second.mediaType.type === 'message/rfc822' ||
    second.mediaType.type === 'message/global' ||
    second.mediaType.type === 'application/octet-stream';
  return {
    maker,
    envelope: found.part.envelope,
    original: carriesOriginal ? carried : null,
    carriedSha256: createHash('sha256').update(carried).digest('hex'),
    others: found.part.others,
  };
}

const longestEnvelopeText = 4 * 1024 * 1024;

/** The first plain text that reads like one. Exchange 2003 puts it into an alternative, beside the same in HTML. */
function envelopePartOf({
  bytes,
  root,
}: ParsedMessage): { readonly top: Part; readonly part: EnvelopePart } | undefined {
  const [top] = root.children;
  if (!top) return undefined;
  const texts = top.mediaType.type === 'multipart/alternative' ? top.children : [top];
  const plain = texts.find(({ mediaType }) => mediaType.type === 'text/plain');
  const text = plain && decodeText(bytes, plain, longestEnvelopeText);
  const part = text === undefined || text === null ? undefined : readEnvelopePart(text);
  return part && { top, part };
}

function makerOf({ bytes, root }: ParsedMessage, { others }: EnvelopePart): ReportMaker | undefined {
  const has = (name: string) => fieldsNamed(root.header, name).length > 0;
  if (has(journalMarkField)) return 'mailweir';
  // QUIRK: some relays write the name of the field in another case.
  if (has('x-ms-journal-report')) return 'exchange';
  if (has('x-wm-journal-report')) return 'workmail';
  const [from] = fieldsNamed(root.header, 'from');
  const author = from && parseAddressList(rawValue(bytes, from))[0];
  if (author?.localPart.toLowerCase() === 'amazonjournaling' && author.domain.endsWith('.awsapps.com'))
    return 'workmail';
  return others.has('recipients') ? 'exchange-2003' : undefined;
}

/** Google's routing sends the message itself, with a field that says for whom it was. */
function readGoogleCopy({ bytes, root }: ParsedMessage): JournalReport | undefined {
  const receivers = fieldsNamed(root.header, 'x-gm-original-to').flatMap((field) =>
    parseAddressList(rawValue(bytes, field)).map(({ address }) => address),
  );
  if (receivers.length === 0) return undefined;
  const first = (name: string) => fieldsNamed(root.header, name)[0];
  const from = first('from');
  const subject = first('subject');
  const messageId = first('message-id');
  return {
    maker: 'google',
    envelope: {
      sender: (from && parseAddressList(rawValue(bytes, from))[0]?.address) || '<>',
      onBehalfOf: null,
      subject: subject ? textValue(bytes, subject) : '',
      messageId: messageId ? rawValue(bytes, messageId) : '',
      recipients: receivers.filter((address) => address !== '').map((address) => ({ word: 'Recipient', address })),
      // A copy names whom it was made for, and nobody else.
      complete: false,
    },
    original: bytes,
    carriedSha256: createHash('sha256').update(bytes).digest('hex'),
    others: new Map(),
  };
}
