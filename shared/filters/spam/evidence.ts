/**
 * The seam between the groups of evidence and what combines them: a number and its reasons in words.
 *
 * The content models give two values of it (groups A and B); authentication, relation and impersonation
 * give theirs in the same form, so that the combination needs to know nothing else about them.
 */

export interface Evidence {
  readonly group: 'shipped-model' | 'organisation-model' | 'identity' | 'relation' | 'impersonation';
  /** In logits: above 0 it speaks for unwanted mail, below 0 against, 0 says nothing. */
  readonly score: number;
  /** Strongest first. */
  readonly reasons: readonly EvidenceReason[];
}

export interface EvidenceReason {
  /** Kebab-case, stable; never text from the message. */
  readonly code: string;
  /** In words a user of mail understands. */
  readonly text: string;
  /** Its share of `score`. */
  readonly weight: number;
}
