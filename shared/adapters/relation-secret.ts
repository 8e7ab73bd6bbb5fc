/** The secret under which dealings with others are kept, from the state bucket. `mailweir init` makes it, once. */

import { relationSecretKey } from '../archive/keys.ts';
import type { State } from '../ports.ts';
import { jsonOf } from './json.ts';

/** Null where there is none, or one that is damaged. */
export interface RelationSecret {
  current(signal: AbortSignal): Promise<Buffer | null>;
}

const leastBytes = 32;

/** Once found it is held for good: it never changes. */
export function relationSecret(state: Pick<State, 'read'>): RelationSecret {
  let held: Buffer | undefined;
  return {
    async current(signal) {
      if (held !== undefined) return held;
      const stored = await state.read(relationSecretKey, signal);
      const secret = stored === undefined || stored === 'unchanged' ? null : secretIn(stored.text);
      if (secret !== null) held = secret;
      return secret;
    },
  };
}

export function secretIn(text: string): Buffer | null {
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null || !('secret' in value) || typeof value.secret !== 'string')
    return null;
  const secret = Buffer.from(value.secret, 'base64');
  return secret.length >= leastBytes ? secret : null;
}
