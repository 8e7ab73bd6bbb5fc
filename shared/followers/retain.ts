/**
 * Makes the locks of a hand-over last as long as its retention class says (S3 User Guide, "Object Lock").
 *
 * Keeping locks for the floor only, since strangers decide what arrives; the class is known with the decision. A lock is
 * made longer or stricter and never the other way, so following twice changes nothing.
 */

import type { Locks, Retention } from '../ports.ts';
import type { Follower } from './follower.ts';

const dayMs = 24 * 3600 * 1000;

export function retain(locks: Locks): Follower {
  return {
    name: 'retain',
    async follow({ record, recordKey }, signal) {
      const { retentionClass, evidence, firstSeen } = record;
      // Recorded before there were classes: the floor is all that was promised.
      if (retentionClass === undefined) return { outcome: 'no-class' };
      const { id, days, mode } = retentionClass;
      const until = new Date(Date.parse(firstSeen) + days * dayMs);
      const retention: Retention = { mode, until };
      // The original first: a record that outlives it is a gap, the other way round nothing is missing.
      const original = evidence === null ? null : await locks.extend(evidence.key, evidence.version, retention, signal);
      const itself = await locks.extend(recordKey, null, retention, signal);
      const all = [...(original === null ? [] : [original]), itself];
      const outcome = all.some((one) => one.outcome === 'extended') ? 'extended' : 'long-enough';
      // What an auditor is told is what S3 holds, of two locks the milder and the shorter.
      const asItStands = {
        mode: all.every(({ lock }) => lock.mode === 'COMPLIANCE') ? 'COMPLIANCE' : 'GOVERNANCE',
        until: new Date(Math.min(...all.map(({ lock }) => lock.until.getTime()))).toISOString(),
      };
      return { outcome, detail: { class: id, ...asItStands } };
    },
  };
}
