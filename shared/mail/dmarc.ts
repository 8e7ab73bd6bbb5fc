/** One DMARC result for a message, where From names more than one domain (RFC 7489 §6.6.1). */

import type { Authentication, AuthenticationResult, DmarcPolicy } from './authentication.ts';

type Dmarc = NonNullable<Authentication['dmarc']>;

/** `pass` last: it is the result only where every author has it. */
const worstFirst: readonly AuthenticationResult[] = ['fail', 'temperror', 'permerror', 'none', 'pass'];
const strictestFirst: readonly (DmarcPolicy | undefined)[] = ['reject', 'quarantine', 'none', undefined];

/**
 * The strictest of the results, each author's domain having been asked. `undoubted`: there is one From field and
 * all in it have addresses; else nobody can say whom a reader takes for the author, and a pass is none.
 */
export function strictestDmarc(results: readonly Dmarc[], undoubted: boolean): Dmarc | null {
  const [strictest = null] = [...results].sort(
    (one, other) =>
      worstFirst.indexOf(one.result) - worstFirst.indexOf(other.result) ||
      strictestFirst.indexOf(one.policy) - strictestFirst.indexOf(other.policy),
  );
  if (strictest?.result !== 'pass' || undoubted) return strictest;
  return { ...strictest, result: 'permerror', reason: 'it does not name its authors as RFC 5322 wants' };
}
