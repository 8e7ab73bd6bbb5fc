/**
 * The policy in force, from the state bucket: asked for by ETag, at most once a minute.
 *
 * `policy/current` names an immutable compiled policy and the one before it. What cannot be read
 * or does not match its hash is not obeyed: the previous one holds, then the bundled safe default, and
 * `origin` tells the alarm (architecture.md, section 6). Compiled policies stay, so that one a record names can be read later.
 */

import { createHash } from 'node:crypto';
import { policyKey, policyPointerKey } from '../archive/keys.ts';
import { TransientError } from '../errors.ts';
import { compilePolicy, type Policy } from '../policy.ts';
import { parseCompiled, safeDefaultPolicy } from '../policy-document.ts';
import type { Clock, State } from '../ports.ts';
import { jsonOf } from './json.ts';

export interface StoredPolicy {
  readonly policy: Policy;
  readonly sha256: string;
  readonly origin: 'current' | 'previous' | 'default';
  /** There is no policy that could not be read: none was published yet. */
  readonly unpublished?: true;
}

/** What `policy/current` holds. */
export interface PolicyPointer {
  readonly schema: 'policy-pointer/v1';
  readonly sha256: string;
  readonly previous: string | null;
}

export interface PolicyStore {
  /** The one in force. */
  current(signal: AbortSignal): Promise<StoredPolicy>;
  /** The one of this hash, in force or not; undefined where it is not there or is damaged. */
  named(sha256: string, signal: AbortSignal): Promise<Policy | undefined>;
}

const askAgainAfterMs = 60_000;
/** A sweep comes to records of several policies. */
const mostNamed = 8;

export function policyStore(state: State, clock: Clock): PolicyStore {
  let held: { stored: StoredPolicy; etag: string | undefined; askedAt: number } | undefined;
  const known = new Map<string, Policy>();

  const named = async (sha256: string, signal: AbortSignal): Promise<Policy | undefined> => {
    const before = held?.stored.sha256 === sha256 ? held.stored.policy : known.get(sha256);
    const policy = before ?? (await read(state, sha256, signal));
    if (policy === undefined) return undefined;
    known.delete(sha256);
    known.set(sha256, policy);
    for (const oldest of known.keys()) if (known.size > mostNamed) known.delete(oldest);
    return policy;
  };

  const load = async (signal: AbortSignal): Promise<StoredPolicy> => {
    const askedAt = clock.now().getTime();
    if (held && askedAt - held.askedAt < askAgainAfterMs) return held.stored;
    try {
      const pointer = await state.read(policyPointerKey, signal, held?.etag);
      if (pointer === 'unchanged' && held) {
        held = { ...held, askedAt };
        return held.stored;
      }
      const pointed = pointer === undefined || pointer === 'unchanged' ? undefined : parsePointer(pointer.text);
      const etag = pointer === undefined || pointer === 'unchanged' ? undefined : pointer.etag;
      const stored =
        (pointed && (await firstReadable(state, pointed, signal))) ?? notCurrent(held?.stored) ?? safeDefault(pointer);
      held = { stored, etag: stored.origin === 'current' ? etag : undefined, askedAt };
      return stored;
    } catch (fault) {
      // S3 has a bad moment: the policy we hold is better than none; without one the source asks again.
      if (!(fault instanceof TransientError) || !held) throw fault;
      held = { ...held, askedAt };
      return held.stored;
    }
  };

  return { current: load, named };
}

/** What we hold, where the bucket does not say any more that it is in force. */
function notCurrent(stored: StoredPolicy | undefined): StoredPolicy | undefined {
  if (stored?.unpublished === true) return undefined;
  return stored?.origin === 'current' ? { ...stored, origin: 'previous' } : stored;
}

/** Reads the pointer; undefined where it is not one. */
export function parsePointer(text: string): PolicyPointer | undefined {
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null || !('sha256' in value) || !isSha256(value.sha256)) return undefined;
  const previous = 'previous' in value && isSha256(value.previous) ? value.previous : null;
  return { schema: 'policy-pointer/v1', sha256: value.sha256, previous };
}

async function firstReadable(
  state: State,
  pointer: PolicyPointer,
  signal: AbortSignal,
): Promise<StoredPolicy | undefined> {
  const current = await read(state, pointer.sha256, signal);
  if (current) return { policy: current, sha256: pointer.sha256, origin: 'current' };
  if (pointer.previous === null) return undefined;
  const previous = await read(state, pointer.previous, signal);
  return previous && { policy: previous, sha256: pointer.previous, origin: 'previous' };
}

async function read(state: State, sha256: string, signal: AbortSignal): Promise<Policy | undefined> {
  const stored = await state.read(policyKey(sha256), signal);
  if (stored === undefined || stored === 'unchanged') return undefined;
  if (createHash('sha256').update(stored.text).digest('hex') !== sha256) return undefined;
  const compiled = parseCompiled(stored.text);
  return compiled.ok ? compiled.policy : undefined;
}

function safeDefault(pointer: unknown): StoredPolicy {
  const policy = safeDefaultPolicy();
  const stored = { policy, sha256: compilePolicy(policy).sha256, origin: 'default' } as const;
  return pointer === undefined ? { ...stored, unpublished: true } : stored;
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
