/**
 * Content that is never edited, because a reader checks its octets or a machine reads them, and content
 * that cannot be edited safely, because we do not know for sure what it is.
 */

import { extensionsOf } from './blocked-extensions.ts';
import type { EditRefusal } from './edit.ts';
import type { Defect, Part } from './message.ts';

const byType: ReadonlyMap<string, EditRefusal> = new Map<string, EditRefusal>([
  ['multipart/signed', 'signed'], // RFC 1847 §2.1, RFC 3156 §5, RFC 8551 §3.5
  ['multipart/encrypted', 'encrypted'], // RFC 1847 §2.2, RFC 3156 §4
  ['application/pgp-encrypted', 'encrypted'],
  ['multipart/report', 'machine-readable-report'], // RFC 6522
  ['message/delivery-status', 'machine-readable-report'], // RFC 3464
  ['message/global-delivery-status', 'machine-readable-report'],
  ['message/disposition-notification', 'machine-readable-report'], // RFC 8098
  ['message/feedback-report', 'machine-readable-report'], // RFC 5965
  ['text/calendar', 'calendar'], // RFC 5546, RFC 6047 §2.4
  ['application/ics', 'calendar'],
  ['message/partial', 'attached-message'], // RFC 2046 §5.2.2
  ['message/external-body', 'attached-message'], // RFC 2046 §5.2.3
]);

/** Why the octets of a part, or of one it stands in, must stay as they are. */
export function protectionOf(part: Part): EditRefusal | undefined {
  for (let outer: Part | null = part; outer; outer = outer.parent) {
    const { type } = outer.mediaType;
    const reason = byType.get(type) ?? opaqueSignature(outer);
    if (reason) return reason;
    // An attached message is somebody else's; as a whole it may be replaced, but nothing in it edited.
    if (outer !== part && type.startsWith('message/')) return 'attached-message';
  }
  return undefined;
}

/** Whether the part belongs to a message that is itself a part. */
export function isInAttachedMessage({ parent }: Part): boolean {
  for (let outer = parent; outer; outer = outer.parent) if (outer.mediaType.type.startsWith('message/')) return true;
  return false;
}

/** RFC 8551 §3.2: S/MIME in one part, also under the name `smime.p7m` where the type was lost. */
function opaqueSignature({ mediaType, disposition }: Part): EditRefusal | undefined {
  const { type, parameters } = mediaType;
  const isSmime = type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime';
  const names = [disposition?.parameters.get('filename'), parameters.get('name')];
  const isUnnamedSmime =
    type === 'application/octet-stream' &&
    names.some((name) => name !== undefined && extensionsOf(name).includes('p7m'));
  if (!isSmime && !isUnnamedSmime) return undefined;
  return parameters.get('smime-type')?.startsWith('signed') ? 'signed' : 'encrypted';
}

const unclear: ReadonlySet<Defect> = new Set<Defect>([
  'repeated-content-type',
  'repeated-unique-field',
  'header-too-large',
  'missing-blank-line',
  'boundary-missing',
  'boundary-unused',
  'too-deep',
]);

/** Whether clients may disagree on where the part is or what it holds. */
export function isAmbiguous(part: Part): boolean {
  for (let outer: Part | null = part; outer; outer = outer.parent) {
    if (outer.defects.some((defect) => unclear.has(defect))) return true;
  }
  return false;
}
