/**
 * What WorkMail's PutRawMessageContent would refuse in an edited message (API reference, Message Flow,
 * RawMessageContent), found before the upload.
 *
 * Incoming mail often breaks these rules before we touch it. Then the edits are dropped and each one's
 * `ifImpossible` follows; nothing is repaired, because a repair is an edit nobody asked for.
 *
 * A refusal we foresee and one WorkMail answers end in the same way, so in doubt the message is tried:
 * the fields counted as unique are RFC 5322's, and files inside attached messages are left to WorkMail.
 * Bare CR and NUL are the exception. Nobody promises their refusal, but a store may end lines or text at
 * them, and the message would reach its reader changed by us; unedited it is what the sender sent.
 */

import { extensionsOf, sesBlockedExtensions } from '../mail/blocked-extensions.ts';
import type { Defect, ParsedMessage } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import { repeatedField, uniqueFields } from '../mail/unique-fields.ts';
import { isInAttachedMessage } from '../mail/untouchable.ts';

export type PreflightCode =
  | 'too-large'
  | 'line-too-long'
  | 'bare-cr'
  | 'nul'
  | 'missing-field'
  | 'repeated-field'
  | 'blocked-extension'
  | 'malformed-multipart';

/** Codes, names of fields and extensions: nothing of what the message says. */
export interface PreflightProblem {
  readonly code: PreflightCode;
  /** The name of a field, an extension, or a defect. */
  readonly detail?: string;
}

/**
 * No limit is published for the call; this is the limit of a message, read as the smaller megabyte.
 * A larger message can only have grown over it by our edits.
 */
export const maxMessageBytes = 40_000_000;

const requiredFields = ['from', 'date'] as const;

/** Each with the code it is reported by. */
const octetDefects: ReadonlyMap<Defect, PreflightCode> = new Map<Defect, PreflightCode>([
  ['line-too-long', 'line-too-long'], // 1,000 octets with CRLF (RFC 5321 §4.5.3.1.6)
  ['bare-cr', 'bare-cr'],
  ['nul', 'nul'],
]);

/** "Every part well-formed"; the last three mean that we do not know whether it is. */
const structureDefects: ReadonlySet<Defect> = new Set<Defect>([
  'boundary-missing',
  'boundary-unused',
  'missing-closing-delimiter',
  'missing-blank-line',
  'repeated-content-type',
  'too-deep',
  'too-many-parts',
  'header-too-large',
]);

/** The problems of a message as it would be uploaded; none means that WorkMail should take it. */
export function preflight(edited: Buffer): readonly PreflightProblem[] {
  const message = parseMessage(edited);
  const size: PreflightProblem[] = edited.length > maxMessageBytes ? [{ code: 'too-large' }] : [];
  return [...size, ...octetProblems(message), ...fieldProblems(message), ...partProblems(message)];
}

function octetProblems({ defects }: ParsedMessage): readonly PreflightProblem[] {
  return defects.flatMap((defect) => {
    const code = octetDefects.get(defect);
    return code ? [{ code }] : [];
  });
}

function fieldProblems({ root }: ParsedMessage): readonly PreflightProblem[] {
  const present = new Set(root.header.fields.map((field) => field.name));
  const missing = requiredFields.filter((name) => !present.has(name));
  const repeated = repeatedField(root.header, uniqueFields);
  return [
    ...missing.map((detail): PreflightProblem => ({ code: 'missing-field', detail })),
    ...(repeated === undefined ? [] : [{ code: 'repeated-field' as const, detail: repeated }]),
  ];
}

function partProblems({ parts, attachments }: ParsedMessage): readonly PreflightProblem[] {
  const own = parts.filter((part) => !isInAttachedMessage(part));
  const malformed = new Set(own.flatMap((part) => part.defects.filter((defect) => structureDefects.has(defect))));
  const extensions = attachments
    .filter(({ part }) => !isInAttachedMessage(part))
    .flatMap(({ names }) => names.flatMap((name) => extensionsOf(name)));
  const blocked = new Set(extensions.filter((extension) => sesBlockedExtensions.has(extension)));
  return [
    ...Array.from(malformed, (detail): PreflightProblem => ({ code: 'malformed-multipart', detail })),
    ...Array.from(blocked, (detail): PreflightProblem => ({ code: 'blocked-extension', detail })),
  ];
}
