/** How large a message is without the encoding of its parts (RFC 2045 §6): what WorkMail's limit of 29 MB counts. */

import { type ScannedPart, valueOf } from './scan.ts';

/** `parts` are those of one message, the message itself first. */
export function unencodedSize(parts: readonly ScannedPart[]): number {
  const leaves = parts.filter((part) => !isContainer(part));
  const headers = parts.reduce((sum, { headerBytes }) => sum + headerBytes.length, 0);
  return leaves.reduce((sum, part) => sum + decodedSize(part), headers);
}

/** Its body is counted as the parts in it. */
const isContainer = ({ fields }: ScannedPart): boolean =>
  /^(?:multipart\/|message\/rfc822)/i.test(valueOf(fields, 'content-type') ?? '');

function decodedSize({ fields, bodyBytes }: ScannedPart): number {
  switch (valueOf(fields, 'content-transfer-encoding')?.toLowerCase()) {
    case 'base64':
      return Math.floor((significant(bodyBytes) * 3) / 4);
    case 'quoted-printable':
      return bodyBytes.length - 2 * count(bodyBytes, 0x3d);
    default:
      return bodyBytes.length;
  }
}

/** What stands for data in base64: all but white space and padding. */
function significant(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) if (byte > 0x20 && byte !== 0x3d) sum += 1;
  return sum;
}

function count(bytes: Buffer, wanted: number): number {
  let sum = 0;
  for (const byte of bytes) if (byte === wanted) sum += 1;
  return sum;
}
