/**
 * The field by which we know a report of ours again: that it is believed, and not journalled in turn.
 *
 * `X-Mailweir-Journal: v=2; k=<key id>; o=<organisation>; a=<archive id>; t=<date>; n=<number>/<of>; d=<depth>;
 * p=<SHA-256 of From and To>; e=<SHA-256 of the envelope part>; h=<SHA-256 of the other part>; m=<mac>`.
 * The MAC covers all of it. A plain mark would let any stranger switch the archive off; a MAC over less than all that a reader
 * goes by would let anybody who ever got a report write another one of it (design/archive.md, section 6.3, rules 6 and 7).
 * `v=1` left out the envelope part, From and To: it is no mark any more.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { addressKey } from '../mail/address.ts';
import type { MacKey } from '../mail/own-field.ts';

export const journalMarkField = 'X-Mailweir-Journal';

export interface JournalMark {
  readonly organisation: string;
  readonly archiveId: string;
  readonly at: Date;
  /** `number/of`: which one it is of the reports of one hand-over. */
  readonly number: string;
  /** How many reports of ours lie one within the other in it, itself not counted: 0 unless its original bears our mark. */
  readonly depth: number;
  readonly partiesSha256: string;
  /** Of the octets of the envelope part as sent, its header and its body. */
  readonly envelopeSha256: string;
  /** Of the octets of the second part, likewise: the original, or the text that points to it. */
  readonly secondSha256: string;
}

/** SHA-256, in hex, of who a report is from and for, in the form in which addresses are compared. */
export function partiesSha256(from: string, to: string): string {
  return createHash('sha256')
    .update(`${addressKey(from)}\n${addressKey(to)}`)
    .digest('hex');
}

export function journalMarkValue(mark: JournalMark, key: MacKey): string {
  const claims = [
    'v=2',
    `k=${key.kid}`,
    `o=${mark.organisation}`,
    `a=${mark.archiveId}`,
    `t=${Math.floor(mark.at.getTime() / 1000)}`,
    `n=${mark.number}`,
    `d=${mark.depth}`,
    `p=${mark.partiesSha256}`,
    `e=${mark.envelopeSha256}`,
    `h=${mark.secondSha256}`,
  ].join('; ');
  return `${claims}; m=${mac(key, claims)}`;
}

const shape = new RegExp(
  [
    '^(?<claims>v=2',
    'k=(?<kid>[a-z0-9-]{1,64})',
    'o=(?<organisation>[\\w-]{1,128})',
    'a=(?<archiveId>[0-9a-f]{64})',
    't=(?<seconds>\\d{1,12})',
    'n=(?<number>\\d{1,6}/\\d{1,6})',
    'd=(?<depth>\\d{1,3})',
    'p=(?<parties>[0-9a-f]{64})',
    'e=(?<envelope>[0-9a-f]{64})',
    'h=(?<second>[0-9a-f]{64}))',
    'm=(?<given>[\\w-]{43})$',
  ].join('; '),
);

/** What the value says, where one of `keys` made it; undefined for anything else. White space may have been folded. */
export function verifiedJournalMark(value: string, keys: readonly MacKey[]): JournalMark | undefined {
  const found = shape.exec(value.replaceAll(/[ \t]+/g, ' ').trim())?.groups;
  const key = keys.find(({ kid }) => kid === found?.['kid']);
  if (found === undefined || key === undefined) return undefined;
  const said = (name: string): string => found[name] ?? '';
  const expected = Buffer.from(mac(key, said('claims')));
  const claimed = Buffer.from(said('given'));
  if (expected.length !== claimed.length || !timingSafeEqual(expected, claimed)) return undefined;
  return {
    organisation: said('organisation'),
    archiveId: said('archiveId'),
    at: new Date(Number(said('seconds')) * 1000),
    number: said('number'),
    depth: Number(said('depth')),
    partiesSha256: said('parties'),
    envelopeSha256: said('envelope'),
    secondSha256: said('second'),
  };
}

function mac(key: MacKey, claims: string): string {
  return createHmac('sha256', Buffer.from(key.secret, 'base64'))
    .update(`${journalMarkField.toLowerCase()}: ${claims}`)
    .digest('base64url');
}
