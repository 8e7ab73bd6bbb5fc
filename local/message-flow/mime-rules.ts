/**
 * Why PutRawMessageContent refuses a new content (WorkMail Admin Guide, "Updating message content
 * with AWS Lambda"; facts sheet, section 3.2). An original that broke a rule itself is no excuse.
 */

import { blockedExtension } from '../mime/blocked-extensions.ts';
import { isImmutable, isOnceOnly, requiredFields } from '../mime/header-rules.ts';
import { type Field, filenamesOf, type ScannedPart, scanHeader, scanMessage } from '../mime/scan.ts';

/** Not published for Put; the limit of a message in WorkMail. */
export const maxContentBytes = 40 * 1024 * 1024;

/** RFC 5321 §4.5.3.1.6, with the CRLF. */
const maxLineBytes = 1000;

/** Field names, of which WorkMail publishes neither list; in any case. */
export interface AssumedFields {
  /** May not be added, changed or taken away. A name that ends in `*` stands for all that begin so. */
  readonly immutable?: readonly string[];
  /** Must be there. */
  readonly required?: readonly string[];
}

/**
 * The first rule that `content` breaks, in words that name the offender. `assumed` stands in place of our
 * own assumptions (`header-rules.ts`).
 */
export async function findMimeFault(
  content: Buffer,
  original: Buffer,
  assumed: AssumedFields = {},
): Promise<string | undefined> {
  if (content.length > maxContentBytes) return `The message is larger than ${maxContentBytes} bytes`;
  if (hasLongLine(content)) return `A line is longer than ${maxLineBytes} bytes`;
  const scan = scanMessage(content);
  if (!scan.wellFormed) return `The MIME structure is malformed: ${scan.fault}`;
  const [{ fields }] = scan.found;
  return (
    missingField(fields, assumed.required) ??
    repeatedField(fields) ??
    changedField(fields, original, assumed.immutable) ??
    (await blockedAttachment(scan.found))
  );
}

function hasLongLine(content: Buffer): boolean {
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf(0x0a, start);
    const next = newline < 0 ? content.length : newline + 1;
    if (next - start > maxLineBytes) return true;
    start = next;
  }
  return false;
}

function missingField(fields: readonly Field[], required = requiredFields): string | undefined {
  const missing = required
    .map((name) => name.toLowerCase())
    .find((name) => !fields.some((field) => field.name === name));
  return missing && `Missing required header '${missing}'`;
}

function repeatedField(fields: readonly Field[]): string | undefined {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name) && isOnceOnly(name)) return `Duplicate header '${name}'`;
    seen.add(name);
  }
  return undefined;
}

/** Every immutable name has the same values in the same order; they may be folded anew. */
function changedField(fields: readonly Field[], original: Buffer, immutable?: readonly string[]): string | undefined {
  const isFixed = immutable === undefined ? isImmutable : isOneOf(immutable);
  const scan = scanHeader(original);
  if (!scan.wellFormed) return `The header of the original is malformed: ${scan.fault}`;
  const before = valuesByName(scan.found);
  const after = valuesByName(fields);
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    if (isFixed(name) && before.get(name) !== after.get(name)) return `Immutable header '${name}' was changed`;
  }
  return undefined;
}

function isOneOf(names: readonly string[]): (name: string) => boolean {
  const patterns = names.map((name) => name.toLowerCase());
  return (name) =>
    patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

function valuesByName(fields: readonly Field[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of fields) values.set(name, `${values.get(name) ?? ''}${value}\n`);
  return values;
}

async function blockedAttachment(parts: readonly ScannedPart[]): Promise<string | undefined> {
  for (const part of parts) {
    for (const filename of await filenamesOf(part)) {
      const extension = blockedExtension(filename);
      if (extension !== undefined) return `Attachments of type '.${extension}' are not supported`;
    }
  }
  return undefined;
}
