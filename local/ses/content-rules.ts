/**
 * What SES takes of a message itself: its size, its lines, its header, its attachments (facts sheet, section 7;
 * SES API v2 Reference, RawMessage).
 *
 * ASSUMED: all of it is refused at once and as BadRequestException. Of lines that are too long AWS says only that
 * they must not be; there are reports of SES taking them and the recipient's server bouncing them.
 */

import { blockedExtension } from '../mime/blocked-extensions.ts';
import { isOnceOnly } from '../mime/header-rules.ts';
import { type Field, filenamesOf, type ScannedPart, scanMessage } from '../mime/scan.ts';
import { badRequest } from './request.ts';

/** After base64, which the request has it in. */
export const maxEncodedBytes = 40 * 1024 * 1024;
const maxLineBytes = 1000;
/** SES Developer Guide, "Service quotas". */
const maxParts = 500;

/** The message's parts, itself first. */
export async function checkContent(source: Buffer): Promise<readonly [ScannedPart, ...ScannedPart[]]> {
  if (Math.ceil(source.length / 3) * 4 > maxEncodedBytes) {
    throw badRequest(`Message length is more than ${maxEncodedBytes} bytes long.`);
  }
  const scan = scanMessage(source);
  if (!scan.wellFormed) throw badRequest(`The message is malformed: ${scan.fault}`);
  checkLines(source);
  const [{ fields }] = scan.found;
  checkHeader(fields);
  if (scan.found.length > maxParts) throw badRequest(`The message has more than ${maxParts} MIME parts.`);
  for (const part of scan.found) {
    const blocked = (await filenamesOf(part)).find((filename) => blockedExtension(filename) !== undefined);
    if (blocked !== undefined) throw badRequest(`Illegal filename '${blocked}'.`);
  }
  return scan.found;
}

function checkLines(source: Buffer): void {
  for (let start = 0; start < source.length; ) {
    const newline = source.indexOf(0x0a, start);
    const next = newline < 0 ? source.length : newline + 1;
    if (next - start > maxLineBytes) throw badRequest(`A line of the message is longer than ${maxLineBytes} bytes.`);
    start = next;
  }
}

function checkHeader(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name) && isOnceOnly(name)) throw badRequest(`Duplicate header '${name}'.`);
    seen.add(name);
  }
  if (!seen.has('from')) throw badRequest("Missing required header 'From'.");
}
