/**
 * What was changed in a mail, as its reader would tell it: header fields, lines of the texts, attachments; and how
 * many octets that took. Both sides are read by the product's own parser.
 */

import { decodeBody, decodeText } from '../../../shared/mail/decode.ts';
import type { ParsedMessage, Part } from '../../../shared/mail/message.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';
import { type DiffLine, diffLines } from './lines.ts';

export interface MailDiff {
  /** Null where almost all is different. */
  readonly header: readonly DiffLine[] | null;
  /** The texts that differ. */
  readonly texts: readonly TextDiff[];
  readonly attachments: readonly DiffLine[] | null;
  readonly octets: OctetDiff;
}

export interface TextDiff {
  /** Of the part, `1.2`; empty for a message of one part. */
  readonly path: string;
  readonly type: string;
  /** Null where almost all is different. */
  readonly lines: readonly DiffLine[] | null;
}

export interface OctetDiff {
  readonly before: number;
  readonly after: number;
  /** How many are the same at the beginning and at the end. */
  readonly sameHead: number;
  readonly sameTail: number;
}

const maxTextBytes = 512 * 1024;
/** Octets of HTML are hard to read; a line for each tag is easier. */
const betweenTags = /(?<=>)(?=<)/;

export function diffMails(before: Buffer, after: Buffer): MailDiff {
  const [old, now] = [parseMessage(before), parseMessage(after)];
  return {
    header: changesOnly(diffLines(fieldsOf(old), fieldsOf(now))),
    texts: textDiffs(old, now),
    attachments: changesOnly(diffLines(attachmentsOf(old), attachmentsOf(now))),
    octets: octetDiff(before, after),
  };
}

const changesOnly = (lines: readonly DiffLine[] | null) => lines?.filter(({ kind }) => kind !== 'same') ?? null;

const fieldsOf = ({ bytes, root }: ParsedMessage): readonly string[] =>
  root.header.fields.map(({ start, end }) => bytes.toString('utf8', start, end).trimEnd());

function attachmentsOf({ bytes, attachments }: ParsedMessage): readonly string[] {
  return attachments.map(({ part, filename }) => {
    const { length } = decodeBody(bytes, part).bytes;
    return `${filename === '' ? '(no name)' : filename} · ${part.mediaType.type} · ${length} bytes`;
  });
}

/** Texts are matched by the path of their part, which an edit keeps, and by their type. */
function textDiffs(before: ParsedMessage, after: ParsedMessage): readonly TextDiff[] {
  const old = textsOf(before);
  const now = textsOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [then, since] = [old.get(key), now.get(key)];
    const part = since ?? then;
    if (!part || then?.text === since?.text) return [];
    const lines = diffLines(linesOf(then), linesOf(since));
    return [{ path: part.path, type: part.type, lines }];
  });
}

interface Text {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

function textsOf({ bytes, parts, attachments }: ParsedMessage): ReadonlyMap<string, Text> {
  const files = new Set<Part>(attachments.map(({ part }) => part));
  const texts = parts
    .filter((part) => ['text/plain', 'text/html'].includes(part.mediaType.type) && part.children.length === 0)
    .filter((part) => !files.has(part))
    .map((part) => {
      const { path, mediaType } = part;
      return { path, type: mediaType.type, text: decodeText(bytes, part, maxTextBytes) ?? '' };
    });
  return new Map(texts.map((text) => [`${text.path} ${text.type}`, text]));
}

function linesOf(text: Text | undefined): readonly string[] {
  if (text === undefined) return [];
  const lines = text.text.split(/\r?\n/);
  return text.type === 'text/html' ? lines.flatMap((line) => line.split(betweenTags)) : lines;
}

function octetDiff(before: Buffer, after: Buffer): OctetDiff {
  const room = Math.min(before.length, after.length);
  let sameHead = 0;
  while (sameHead < room && before[sameHead] === after[sameHead]) sameHead += 1;
  let sameTail = 0;
  while (sameTail < room - sameHead && before.at(-1 - sameTail) === after.at(-1 - sameTail)) sameTail += 1;
  return { before: before.length, after: after.length, sameHead, sameTail };
}
