/**
 * The field by which we know a report of ours again, so that journal mail is not journalled in turn.
 *
 * `X-Mailweir-Journal: v=1; k=<key id>; o=<organisation>; a=<archive id>; t=<date>; h=<SHA-256 of what is carried>; m=<mac>`.
 * The MAC covers all of it. A plain mark would let any stranger switch the archive off, and a MAC without the
 * content could be sent again by anybody who ever got a report (design/archive.md, section 6.3, rule 6).
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MacKey } from '../mail/own-field.ts';

export const journalMarkField = 'X-Mailweir-Journal';

export interface JournalMark {
  readonly organisation: string;
  readonly archiveId: string;
  readonly at: Date;
  /** Of the octets that the second part carries: the original, or the text that points to it. */
  readonly carriedSha256: string;
}

export function journalMarkValue({ organisation, archiveId, at, carriedSha256 }: JournalMark, key: MacKey): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const claims = `v=1; k=${key.kid}; o=${organisation}; a=${archiveId}; t=${seconds}; h=${carriedSha256}`;
  return `${claims}; m=${mac(key, claims)}`;
}

/** What the value says, where one of `keys` made it; undefined for anything else. White space may have been folded. */
export function verifiedJournalMark(value: string, keys: readonly MacKey[]): JournalMark | undefined {
  const shape =
    /^(v=1; k=([a-z0-9-]{1,64}); o=([\w-]{1,128}); a=([0-9a-f]{64}); t=(\d{1,12}); h=([0-9a-f]{64})); m=([\w-]{43})$/.exec(
      value.replaceAll(/[ \t]+/g, ' ').trim(),
    );
  if (!shape) return undefined;
  const [, claims = '', kid, organisation = '', archiveId = '', seconds = '', carriedSha256 = '', given = ''] = shape;
  const key = keys.find((one) => one.kid === kid);
  if (!key) return undefined;
  const expected = Buffer.from(mac(key, claims));
  const claimed = Buffer.from(given);
  if (expected.length !== claimed.length || !timingSafeEqual(expected, claimed)) return undefined;
  return { organisation, archiveId, at: new Date(Number(seconds) * 1000), carriedSha256 };
}

function mac(key: MacKey, claims: string): string {
  return createHmac('sha256', Buffer.from(key.secret, 'base64'))
    .update(`${journalMarkField.toLowerCase()}: ${claims}`)
    .digest('base64url');
}
