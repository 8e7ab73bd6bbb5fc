/** What a log may say of a fault. */

import { PermanentError, TransientError } from './errors.ts';

export interface SaidFault {
  readonly kind: 'transientError' | 'permanentError';
  readonly code: string;
  /** Our own errors' texts name calls and codes. */
  readonly text: string | undefined;
  /** A bug's text may quote the message: its name and place only. */
  readonly at: { readonly name: string; readonly frames: readonly string[] } | undefined;
}

export function saidOf(fault: unknown): SaidFault {
  const kind = fault instanceof TransientError ? 'transientError' : 'permanentError';
  if (fault instanceof TransientError || fault instanceof PermanentError) {
    return { kind, code: fault.code, text: fault.message, at: undefined };
  }
  const at = fault instanceof Error ? { name: fault.name, frames: framesOf(fault) } : undefined;
  return { kind, code: 'bug', text: undefined, at };
}

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim());
}
