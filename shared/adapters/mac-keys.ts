/**
 * The keys that sign and verify our own header field, from the state bucket.
 *
 * `mailweir init` makes them. `key/mac/index` names the one that signs and, during a rotation, the one
 * before it, which still verifies. Without keys mail is edited and carries no field of ours.
 */

import { macIndexKey, macKeyKey } from '../archive/keys.ts';
import { TransientError } from '../errors.ts';
import { type MacKey, type MacKeys, noMacKeys } from '../mail/own-field.ts';
import type { Clock, State } from '../ports.ts';
import { jsonOf } from './json.ts';

/** A rotation reaches every warm function within this time. */
const askAgainAfterMs = 5 * 60_000;

export function macKeys(state: State, clock: Clock): { current(signal: AbortSignal): Promise<MacKeys> } {
  let held: { keys: MacKeys; askedAt: number } | undefined;
  return {
    async current(signal) {
      const askedAt = clock.now().getTime();
      if (held && askedAt - held.askedAt < askAgainAfterMs) return held.keys;
      try {
        held = { keys: await load(state, signal), askedAt };
      } catch (fault) {
        if (!(fault instanceof TransientError) || !held) throw fault;
        held = { ...held, askedAt };
      }
      return held.keys;
    },
  };
}

async function load(state: State, signal: AbortSignal): Promise<MacKeys> {
  const index = await state.read(macIndexKey, signal);
  if (index === undefined || index === 'unchanged') return noMacKeys;
  const { current, previous } = parseIndex(index.text);
  const kids = [current, previous].filter((kid) => kid !== undefined);
  const keys = await Promise.all(kids.map((kid) => readKey(state, kid, signal)));
  const verifying = keys.filter((key) => key !== undefined);
  return { signing: verifying.find(({ kid }) => kid === current) ?? null, verifying };
}

async function readKey(state: State, kid: string, signal: AbortSignal): Promise<MacKey | undefined> {
  const stored = await state.read(macKeyKey(kid), signal);
  if (stored === undefined || stored === 'unchanged') return undefined;
  const value = jsonOf(stored.text);
  if (typeof value !== 'object' || value === null || !('secret' in value) || typeof value.secret !== 'string')
    return undefined;
  return Buffer.from(value.secret, 'base64').length >= 32 ? { kid, secret: value.secret } : undefined;
}

function parseIndex(text: string): { readonly current?: string; readonly previous?: string } {
  // Damage is no key: mail goes on without our field, rather than unjudged.
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null) return {};
  return {
    ...('current' in value && isKid(value.current) ? { current: value.current } : {}),
    ...('previous' in value && isKid(value.previous) ? { previous: value.previous } : {}),
  };
}

/** A name that is safe in a key of S3 and in our header field. */
export function isKid(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value);
}
