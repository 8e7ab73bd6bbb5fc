/** What ties a reply to its message: Subject, In-Reply-To, References (RFC 3834 §3.1.5, RFC 5322 §3.6.4, §3.6.5). */

import { decodeEncodedWords } from '../mail/encoded-word.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { messageIds } from './field-words.ts';
import { valuesOf } from './occasion.ts';
import { oneLine } from './plain-text.ts';

export interface Threading {
  /** Decoded, one line; null where there is no Subject, or nothing to read in it. */
  readonly originalSubject: string | null;
  /** The Message-ID of the message, or null. */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/** Longer subjects are for display nowhere; they only make room for somebody else's text in our mail. */
const longestSubject = 400;

export function readThreading(message: ParsedMessage): Threading {
  const [subject] = valuesOf(message, 'subject');
  const decoded = subject === undefined ? '' : oneLine(decodeEncodedWords(subject), longestSubject);
  const [id] = valuesOf(message, 'message-id').flatMap(messageIds);
  return { originalSubject: decoded === '' ? null : decoded, inReplyTo: id ?? null, references: chain(message, id) };
}

/** The identifiers that In-Reply-To names: each may be a reply of ours. */
export function repliedTo(message: ParsedMessage): readonly string[] {
  return [...new Set(valuesOf(message, 'in-reply-to').flatMap(messageIds))].slice(0, mostReferences);
}

/** A thread's first message and its latest are what clients need to sort by (RFC 5537 §3.4.4 trims so). */
const mostReferences = 20;
const longestChain = 4_000;

function chain(message: ParsedMessage, id: string | undefined): readonly string[] {
  const own = id === undefined ? [] : [id];
  const references = valuesOf(message, 'references').flatMap(messageIds);
  const inReplyTo = valuesOf(message, 'in-reply-to').flatMap(messageIds);
  // RFC 5322 §3.6.4: without References, In-Reply-To serves where it names exactly one message.
  const earlier = references.length > 0 ? references : inReplyTo.length === 1 ? inReplyTo : [];
  return trimmed([...new Set([...earlier.filter((one) => one !== id), ...own])]);
}

function trimmed(ids: readonly string[]): readonly string[] {
  const [first, ...rest] = ids;
  if (first === undefined) return [];
  const kept: string[] = [];
  let length = first.length;
  for (const id of rest.toReversed()) {
    length += id.length + 1;
    if (length > longestChain || kept.length >= mostReferences) break;
    kept.unshift(id);
  }
  return [first, ...kept];
}

const subjectPrefix = 'Auto: ';

/** RFC 3834 §3.1.5: a prefix that says "automatic", so that nobody takes the reply for a person's. */
export function replySubject({ originalSubject }: Threading): string {
  return originalSubject === null ? 'Automated reply' : `${subjectPrefix}${originalSubject}`;
}
