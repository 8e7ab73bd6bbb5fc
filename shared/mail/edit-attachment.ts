/**
 * Replacing a file by a text that says what was there (RFC 2046 §4.1, RFC 2183).
 *
 * Delimiters and the number of parts stay, so that everything else in the message keeps its place.
 */

import { isAscii } from './ascii.ts';
import type { Edit, EditRefusal, Splice } from './edit.ts';
import type { Attachment, ParsedMessage, Part } from './message.ts';
import {
  hasEmptyLine,
  insertion,
  isCleanText,
  type LineEnding,
  lineEndingOf,
  onOwnLine,
  type Planned,
  type PlannedOutcome,
  refuse,
  removal,
  wrapped,
} from './planned.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { isAmbiguous, protectionOf } from './untouchable.ts';

type ReplaceAttachment = Extract<Edit, { kind: 'replace-attachment' }>;

const longestNotice = 64 * 1024;
const longestLine = 990;
const lf = 0x0a;

/** All edits of one part at once: their notices stand under each other. */
export function planReplaceAttachment(message: ParsedMessage, edits: readonly ReplaceAttachment[]): Planned {
  const path = edits[0]?.part;
  const part = message.parts.find((one) => one.path === path);
  const notices = [...new Set(edits.map((edit) => edit.notice.trim()))];
  const splices = notices.every(isValid) ? replacement(message, part, notices) : 'invalid-value';
  const outcome: PlannedOutcome = typeof splices === 'string' ? refuse(splices) : 'applied';
  return {
    splices: typeof splices === 'string' ? [] : splices,
    outcomes: edits.map(() => outcome),
    bodies: part && outcome === 'applied' ? [part] : [],
  };
}

function isValid(notice: string): boolean {
  const isShort = notice.length <= longestNotice && wrapped(notice, 76).every((line) => line.length <= longestLine);
  return notice !== '' && isShort && isCleanText(notice);
}

function replacement(
  message: ParsedMessage,
  part: Part | undefined,
  notices: readonly string[],
): readonly Splice[] | EditRefusal {
  if (!part) return 'no-such-part';
  const protection = protectionOf(part);
  if (protection) return protection;
  if (isAmbiguous(part) || part.mediaType.type.startsWith('multipart/')) return 'ambiguous-structure';
  const { bytes, root } = message;
  const lineEnding = lineEndingOf(bytes, part.header, part.body, root.header);
  const attachment = message.attachments.find((one) => one.part === part);
  const notice = noticePart(notices.join('\n\n'), attachment, part === root, lineEnding);
  return part === root ? replacedRoot(message, notice, lineEnding) : [replacedChild(message, part, notice, lineEnding)];
}

interface NoticePart {
  readonly fields: readonly string[];
  /** Encoded, without a final line ending. */
  readonly body: string;
}

function noticePart(text: string, attachment: Attachment | undefined, isRoot: boolean, ending: LineEnding): NoticePart {
  const lines = wrapped(text, 76).map((line) => line.trimEnd());
  const plain = lines.every(isAscii);
  // Alone in the message it is the message; beside others it stays a file, and no body takes its place.
  const disposition = isRoot ? 'inline' : 'attachment';
  const fields = [
    `Content-Type: text/plain; charset=${plain ? 'us-ascii' : 'utf-8'}`,
    `Content-Transfer-Encoding: ${plain ? '7bit' : 'quoted-printable'}`,
    `Content-Disposition: ${disposition}; filename="${stemOf(attachment)}-removed.txt"`,
  ];
  const body = plain ? lines.join(ending) : encodeQuotedPrintable(Buffer.from(lines.join('\n'), 'utf8'), ending);
  return { fields, body };
}

const longestStem = 40;

/** The name that was there as plain letters: nothing of it that a client or a system could act on. */
function stemOf(attachment: Attachment | undefined): string {
  const name = attachment?.filename ?? '';
  const dot = name.lastIndexOf('.');
  const stem = (dot > 0 ? name.slice(0, dot) : name).slice(0, longestStem);
  const safe = stem.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  return /[A-Za-z0-9]/.test(safe) ? safe : 'attachment';
}

function replacedChild({ bytes }: ParsedMessage, part: Part, notice: NoticePart, lineEnding: LineEnding): Splice {
  const { start } = part.header;
  const { end } = part.body;
  const text = [...notice.fields, '', notice.body].join(lineEnding);
  // Where the part ended without a line ending of its own, the one before the delimiter was in it.
  const needsEnding = bytes[end - 1] === lf;
  return { start, end, bytes: Buffer.from(needsEnding ? text + lineEnding : text, 'latin1') };
}

/** The one part of a message without a multipart: its content fields and its body are replaced. */
function replacedRoot(
  { bytes, root }: ParsedMessage,
  notice: NoticePart,
  lineEnding: LineEnding,
): readonly Splice[] | EditRefusal {
  if (!hasEmptyLine(bytes, root.header)) return 'ambiguous-structure';
  const { fields, fieldsStart } = root.header;
  const replaced = fields.filter(({ name }) => name.startsWith('content-') || name === 'lines');
  const version = fields.some(({ name }) => name === 'mime-version') ? [] : ['MIME-Version: 1.0'];
  const at = replaced[0]?.start ?? fieldsStart;
  const text = [...version, ...notice.fields, ''].join(lineEnding);
  return [
    insertion(at, onOwnLine(bytes, at, text, lineEnding)),
    ...replaced.map(removal),
    { start: root.body.start, end: root.body.end, bytes: Buffer.from(notice.body + lineEnding, 'latin1') },
  ];
}
