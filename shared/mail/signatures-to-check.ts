/**
 * Which DKIM signatures of a message are worth checking (RFC 6376 §6.1, §8.4): checking costs a query and a pass over the
 * body each, and who wrote the message decides how many there are.
 *
 * Those by the author's own organisation come first, since DMARC asks for no other; else the order of the header.
 */

import { normaliseDomain } from './domain.ts';
import { fieldsNamed, rawValue } from './header.ts';
import type { Field, ParsedMessage, Range } from './message.ts';
import { areAligned } from './public-suffix.ts';
import { tagsOf } from './tag-list.ts';

export interface SignaturesToCheck {
  /** The fields of the others, sorted: without them the message is what is to be checked. */
  readonly left: readonly Range[];
  /** Signers of those left out, at most a few; empty where the name cannot be read. */
  readonly leftDomains: readonly string[];
}

const mostSignatures = 8;
/** z= and long keys have room; h= can name only so many fields. */
const mostSignatureBytes = 16 * 1_024;
/** Of all canonical forms of the body together, in octets. */
const mostHashedBytes = 64 * 1024 * 1024;
const mostNamed = 5;

/** `authors`: the domains in From. Of `message` only the header is read. */
export function signaturesToCheck(
  message: ParsedMessage,
  bodyBytes: number,
  authors: readonly string[],
): SignaturesToCheck {
  const { root } = message;
  const all = fieldsNamed(root.header, 'dkim-signature').map((field) => readSignature(message, field));
  const [own, others] = [true, false].map((wanted) =>
    all.filter(({ domain }) => authors.some((author) => areAligned(domain, author)) === wanted),
  );
  const bodies = new Set<string>();
  const mostBodies = Math.max(1, Math.floor(mostHashedBytes / Math.max(1, bodyBytes)));
  const checked = new Set<Field>();
  for (const { field, body } of [...(own ?? []), ...(others ?? [])]) {
    if (checked.size === mostSignatures || field.end - field.start > mostSignatureBytes) continue;
    if (!bodies.has(body) && bodies.size >= mostBodies) continue;
    bodies.add(body);
    checked.add(field);
  }
  const left = all.filter(({ field }) => !checked.has(field));
  return {
    left: left.map(({ field: { start, end } }) => ({ start, end })),
    leftDomains: [...new Set(left.map(({ domain }) => domain))].slice(0, mostNamed),
  };
}

/** `body` is the same for signatures that one pass over the body serves. */
function readSignature({ bytes }: ParsedMessage, field: Field): { field: Field; domain: string; body: string } {
  // RFC 8616 §5: names may be written in UTF-8.
  const tags = tagsOf(Buffer.from(rawValue(bytes, field), 'latin1').toString());
  const hash = (tags.get('a') ?? '').split('-').at(-1) ?? '';
  const form = (tags.get('c') ?? '').split('/')[1] ?? 'simple';
  return {
    field,
    domain: normaliseDomain(tags.get('d') ?? '') ?? '',
    body: `${form} ${hash} ${tags.get('l') ?? ''}`.toLowerCase(),
  };
}
