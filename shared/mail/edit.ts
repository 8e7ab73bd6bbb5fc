/**
 * The changes we can make to a message, a closed union, and what came of each.
 *
 * An edit becomes splices: ranges of the original replaced by other octets. Every octet outside
 * the splices is the original's; no edit means the same bytes.
 */

export type Edit =
  /**
   * Puts a field before the first one. `value` is text; it is encoded (RFC 2047) and folded here. Fields of
   * trace, signatures, structure, and those that may stand only once are refused.
   */
  | { readonly kind: 'add-field'; readonly name: string; readonly value: string }
  /** Removes every field of this name; refused for names that are not ours (`X-Mailweir-…`). */
  | { readonly kind: 'remove-field'; readonly name: string }
  /** Puts the tag before the subject, once. */
  | { readonly kind: 'tag-subject'; readonly tag: string }
  /** Puts a notice at the top of the text and HTML bodies a reader sees: of all renderings, or of none. */
  | { readonly kind: 'insert-banner'; readonly text: string; readonly html: string }
  /** Replaces one leaf by a text part with this notice. `part` is its path. */
  | { readonly kind: 'replace-attachment'; readonly part: string; readonly notice: string }
  /**
   * Takes a part out of its multipart/mixed, where another one stays. `part` is its path. Where it cannot be taken
   * out, the notice replaces it, if there is one.
   */
  | { readonly kind: 'remove-attachment'; readonly part: string; readonly notice?: string }
  /**
   * Puts the prefix before the links of HTML bodies, which follow it percent-encoded. Links to a host of `except`
   * stay: `example.org` is that host, `*.example.org` it and all below it, both in lower case.
   */
  | { readonly kind: 'rewrite-links'; readonly prefix: string; readonly except?: readonly string[] };

/** Replaces `start`–`end` of the original by `bytes`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** A splice and what it is for. */
export interface MadeSplice extends Splice {
  readonly kind: Edit['kind'];
}

/** Why an edit was not done; the message is left as it is there. Stable, kebab-case. */
export type EditRefusal =
  | 'signed'
  | 'encrypted'
  | 'inline-pgp'
  | 'machine-readable-report'
  | 'calendar'
  | 'attached-message'
  | 'tnef'
  | 'no-text-body'
  | 'ambiguous-structure'
  | 'unsupported-charset'
  | 'unsupported-encoding'
  | 'too-large'
  | 'not-our-field'
  | 'invalid-value'
  | 'no-such-part'
  /** Not in a multipart/mixed, or the last part in it. */
  | 'not-removable'
  | 'conflict';

export type EditOutcome =
  | { readonly edit: Edit; readonly outcome: 'applied' }
  /** Nothing to do: the tag stands in the subject, the field is not there. */
  | { readonly edit: Edit; readonly outcome: 'unneeded' }
  | { readonly edit: Edit; readonly outcome: 'refused'; readonly reason: EditRefusal };

export interface EditResult {
  /** Sorted, not overlapping. Empty = the original bytes. */
  readonly splices: readonly MadeSplice[];
  /** One for each edit, in order. */
  readonly outcomes: readonly EditOutcome[];
}
