/**
 * How a report carries the original (design/archive.md, section 6.3, rules 5 and 8).
 *
 * SES hands mail on by SMTP: lines of at most 998 octets that end in CRLF, and no promise for octets above 127 (SES API
 * v2 Reference, RawMessage). What would not arrive as it is goes as base64; what SES would refuse, or should not see,
 * stays in the archive and the report points to it.
 */

import type { Defect, ParsedMessage } from '../mail/message.ts';

export type Carriage =
  /** As message/rfc822, byte for byte: what every archive reads. */
  | { readonly form: 'embedded' }
  /** As an octet stream in base64, byte for byte. */
  | { readonly form: 'enclosed'; readonly because: string }
  /** Not at all: size, SHA-256 and key say where it is. */
  | { readonly form: 'pointer'; readonly because: string };

/** What SES refuses or is not to be asked to carry. */
export interface Unfit {
  /** The upstream's verdict on viruses or spam was a fail, or the message went to junk. */
  readonly suspicious: boolean;
  /** An attachment has a name that SES blocks, or that policy does. */
  readonly blockedAttachment: boolean;
}

/** SES takes 40 MB after base64 (facts sheet, section 7); the rest is for the envelope part and the header. */
export const largestReportBytes = 30 * 1024 * 1024 - 256 * 1024;

const fatalInTransit: readonly Defect[] = ['nul', 'bare-cr', 'bare-lf', 'line-too-long'];

export function carriageOf(message: ParsedMessage, unfit: Unfit): Carriage {
  const { bytes, defects } = message;
  if (unfit.suspicious) return { form: 'pointer', because: 'suspicious' };
  if (unfit.blockedAttachment) return { form: 'pointer', because: 'blocked-attachment' };
  const obstacle = fatalInTransit.find((defect) => defects.includes(defect)) ?? (isSevenBit(bytes) ? null : '8bit');
  if (obstacle === null && bytes.length <= largestReportBytes) return { form: 'embedded' };
  if (obstacle !== null && base64LinesLength(bytes.length) <= largestReportBytes) {
    return { form: 'enclosed', because: obstacle };
  }
  return { form: 'pointer', because: 'too-large' };
}

/** The next form after one that SES refused; null where there is none. */
export function lesserCarriage({ form }: Carriage, sizeBytes: number): Carriage | null {
  if (form === 'pointer') return null;
  const fits = base64LinesLength(sizeBytes) <= largestReportBytes;
  return form === 'embedded' && fits
    ? { form: 'enclosed', because: 'refused' }
    : { form: 'pointer', because: 'refused' };
}

function isSevenBit(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] ?? 0) > 0x7f) return false;
  return true;
}

/** RFC 2045 §6.8: lines of 76 characters, each with CRLF. */
function base64LinesLength(octets: number): number {
  const characters = Math.ceil(octets / 3) * 4;
  return characters + Math.ceil(characters / 76) * 2;
}
