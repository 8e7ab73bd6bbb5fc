/**
 * Which header fields SES and the Message Flow API refuse to see missing, repeated or changed.
 *
 * AWS publishes the once-only list for SES (facts sheet, section 7). For PutRawMessageContent it
 * publishes none: `requiredFields` and `isImmutable` are ASSUMPTIONS, on the strict side, and
 * the once-only list is assumed to be the one of SES.
 */

/** RFC 5322 §3.6: the only two fields a message must have. Assumed for Put. */
export const requiredFields: readonly string[] = ['from', 'date'];

/** SES Developer Guide, "header fields": once at most. Names in lower case. */
const onceOnlyNames = new Set(
  [
    'accept-language acceptlanguage archived-at auto-submitted bounces-to comments date delivered-to dkim-signature',
    'domainkey-signature errors-to from message-context solicitation',
    'importance in-reply-to keywords list-archive list-help list-id list-owner list-post list-subscribe',
    'list-unsubscribe list-unsubscribe-post message-id mime-version organization precedence priority references',
    'reply-to return-path return-receipt-to sender sensitivity subject thread-index thread-topic user-agent vbr-info',
  ].flatMap((names) => names.split(' ')),
);
const onceOnlyPrefixes: readonly string[] = ['content-', 'disposition-notification-', 'original-'];

export const isOnceOnly = (name: string): boolean => onceOnlyNames.has(name) || startsWithOne(name, onceOnlyPrefixes);

/** What the sender, or the hops before us, said about who sent what to whom. Assumed for Put. */
export const immutableNames: readonly string[] = [
  'received',
  'return-path',
  'from',
  'sender',
  'to',
  'cc',
  'reply-to',
  'date',
  'message-id',
  'dkim-signature',
  'authentication-results',
  'received-spf',
];
export const immutablePrefixes: readonly string[] = ['arc-', 'x-ses-'];

export const isImmutable = (name: string): boolean =>
  immutableNames.includes(name) || startsWithOne(name, immutablePrefixes);

const startsWithOne = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));
