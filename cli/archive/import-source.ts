/** What every source of an import gives. */

import type { ImportKind } from '../../shared/archive/import-record.ts';

/** As evidence.ts reads back. */
export const maxMessageBytes = 64 * 1024 * 1024;

export interface Importable {
  /** Where in the source. */
  readonly place: string;
  /** Or what is wrong with it, in words. */
  read(): Promise<Buffer | string>;
  /** What to look at though it can be imported, in words. */
  readonly doubt?: string | undefined;
}

export interface ImportSource {
  readonly kind: ImportKind;
  /** For the progress bar; null where nobody has counted. */
  readonly count: number | null;
  /** Files that are no messages by their place or name. */
  readonly passedOver: number;
  /** Some of those lie where a Maildir has its messages. */
  readonly mayBeMaildir?: boolean;
  messages(): AsyncIterable<Importable>;
}
