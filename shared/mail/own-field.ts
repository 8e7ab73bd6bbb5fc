/**
 * The header field we leave on mail that we changed, and how we know it again.
 *
 * `X-Mailweir: v=1; k=<key id>; e=<edits>; h=<hash>; m=<mac>`. The MAC covers the name, the value
 * and the message, so that a copy on another message, or one written by somebody else, is worth nothing
 * (architecture.md, section 3).
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Edit, Splice } from './edit.ts';
import { fieldsNamed, rawValue } from './header.ts';
import type { ParsedMessage } from './message.ts';

/** In lower case, as parsed fields have it. */
export const ownFieldName = 'x-mailweir';

/** As it is written. */
export const ownFieldSpelling = 'X-Mailweir';

export interface MacKey {
  readonly kid: string;
  /** 32 random octets, base64. */
  readonly secret: string;
}

/** The key that signs, and all that verify (two during a rotation). */
export interface MacKeys {
  readonly signing: MacKey | null;
  readonly verifying: readonly MacKey[];
}

export const noMacKeys: MacKeys = { signing: null, verifying: [] };

/** A header block with more of them than this was made to keep us busy: none is believed. */
const maxOwnFields = 8;

/** What stands for an edit in the field: its kind and the first 12 hex digits of its content's hash. */
export function fingerprint(edit: Edit): string {
  return `${edit.kind}.${createHash('sha256').update(JSON.stringify(edit)).digest('hex').slice(0, 12)}`;
}

/** The value of our field for this message with these splices; `made` are the fingerprints of all edits in it. */
export function ownFieldValue(
  key: MacKey,
  message: ParsedMessage,
  splices: readonly Splice[],
  made: readonly string[],
): string {
  const claims = `v=1; k=${key.kid}; e=${[...new Set(made)].sort().join(',')}; h=${messageHash(message, splices)}`;
  return `${claims}; m=${mac(key, claims)}`;
}

/** The fingerprints of edits that a genuine field of ours says are in this very message. */
export function editsAlreadyMade(message: ParsedMessage, keys: readonly MacKey[]): ReadonlySet<string> {
  const fields = fieldsNamed(message.root.header, ownFieldName);
  if (fields.length === 0 || fields.length > maxOwnFields || keys.length === 0) return new Set();
  const hash = messageHash(message, []);
  const made = fields.flatMap((field) =>
    verified(rawValue(message.bytes, field).replaceAll(/\s+/g, ' ').trim(), hash, keys),
  );
  return new Set(made);
}

function verified(value: string, hash: string, keys: readonly MacKey[]): readonly string[] {
  const shape = /^(v=1; k=([a-z0-9-]{1,64}); e=([a-z0-9.,-]{0,4000}); h=([0-9a-f]{64})); m=([A-Za-z0-9_-]{43})$/.exec(
    value,
  );
  if (!shape) return [];
  const [, claims = '', kid, edits = '', claimedHash, given = ''] = shape;
  const key = keys.find((one) => one.kid === kid);
  if (!key || claimedHash !== hash) return [];
  const expected = Buffer.from(mac(key, claims));
  return timingSafeEqual(expected, Buffer.from(given)) ? edits.split(',') : [];
}

function mac(key: MacKey, claims: string): string {
  return createHmac('sha256', Buffer.from(key.secret, 'base64'))
    .update(`${ownFieldName}: ${claims}`)
    .digest('base64url');
}

/** Who wrote it and when, and what makes its body mean what it means. */
const hashedFields = ['from', 'date', 'message-id', 'mime-version', 'content-type', 'content-transfer-encoding'];

/**
 * SHA-256 over what makes the message this message and stays the same on its way: `hashedFields`, and the
 * body as edited. Trace fields are added at every hop, so they are left out.
 */
function messageHash({ bytes, root }: ParsedMessage, splices: readonly Splice[]): string {
  const hash = createHash('sha256');
  for (const name of hashedFields) {
    for (const field of fieldsNamed(root.header, name)) hash.update(`${name}:${rawValue(bytes, field).trim()}\n`);
  }
  let at = root.header.end;
  for (const { start, end, bytes: inserted } of splices) {
    if (start < root.header.end) continue;
    hash.update(bytes.subarray(at, start)).update(inserted);
    at = end;
  }
  return hash.update(bytes.subarray(at)).digest('hex');
}
