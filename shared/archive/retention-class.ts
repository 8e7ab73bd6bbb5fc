/** How long a hand-over must stay, as it was decided; in plan and record. */

import type { RetentionMode } from '../ports.ts';

export interface RetentionClass {
  readonly id: string;
  /** The policy's rule that chose it; absent where none did. */
  readonly rule?: string;
  /** From when the message was first seen. */
  readonly days: number;
  readonly mode: RetentionMode;
}
