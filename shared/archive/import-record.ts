/**
 * The record of one imported message. It lies under `import/`, of which nobody is notified: nothing follows an import
 * (architecture.md, section 5).
 */

import { createHash } from 'node:crypto';
import type { EvidenceReference } from './plan.ts';

export type ImportKind = 'maildir' | 'mbox' | 'eml' | 'workmail-export';

export interface ImportRecord {
  readonly schema: 'import/v1';
  readonly importId: string;
  readonly organisation: string;
  readonly source: {
    readonly kind: ImportKind;
    /** What the user calls the source: names the import. */
    readonly name: string;
    /** Where in the source: a path, or the number of the message in an mbox. */
    readonly place: string;
    /** The first of these bytes in the source is 0; a second copy of the same mail is 1. */
    readonly copy: number;
  };
  readonly evidence: EvidenceReference;
  readonly retention: { readonly mode: string; readonly until: string };
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
}

/**
 * Of the same message in the same source always the same, so that a second import finds what the first one did. The place
 * is left out: a Maildir renames a file when somebody reads it.
 */
export function importIdOf(organisation: string, name: string, sha256: string, copy: number): string {
  return createHash('sha256')
    .update(JSON.stringify([organisation, 'import', name, sha256, copy]))
    .digest('hex');
}
