/**
 * What an administrator puts into the state bucket: the policy in force, and the keys that sign our
 * own header field.
 *
 * Whatever is immutable is written first, and only then is the name moved that points to it
 * (architecture.md, section 6). A program that dies in between leaves an object nobody names.
 */

import { randomBytes } from 'node:crypto';
import { isKid } from './adapters/mac-keys.ts';
import { parsePointer } from './adapters/policy-store.ts';
import { macIndexKey, macKeyKey, policyKey, policyPointerKey, relationSecretKey } from './archive/keys.ts';
import { PermanentError } from './errors.ts';
import { compilePolicy, type Policy } from './policy.ts';
import { parseCompiled } from './policy-document.ts';
import type { Clock, State, StoredText } from './ports.ts';

export type Publication =
  /** In force now; `previous` was before it. `repaired`: what lay under `policy/current` named no policy. */
  | {
      readonly outcome: 'published';
      readonly sha256: string;
      readonly previous: string | null;
      readonly repaired: boolean;
    }
  /** It was in force already. */
  | { readonly outcome: 'unchanged'; readonly sha256: string }
  /** Somebody else published meanwhile: theirs is in force. */
  | { readonly outcome: 'conflict'; readonly sha256: string };

/**
 * Puts a policy in force. Raises `PermanentError` `policy-unreadable` for one that the functions
 * could not read back, and `policy-damaged` where other content lies under its hash.
 */
export async function publishPolicy(state: State, policy: Policy, signal: AbortSignal): Promise<Publication> {
  const sha256 = await store(state, policy, signal);
  return putInForce(state, sha256, await readStored(state, policyPointerKey, signal), signal);
}

/** The same for an organisation that has none; where a policy is in force, it stays: `kept`. */
export async function publishFirstPolicy(
  state: State,
  policy: Policy,
  signal: AbortSignal,
): Promise<Publication | { readonly outcome: 'kept' }> {
  if ((await readStored(state, policyPointerKey, signal)) !== undefined) return { outcome: 'kept' };
  return putInForce(state, await store(state, policy, signal), undefined, signal);
}

async function store(state: State, policy: Policy, signal: AbortSignal): Promise<string> {
  const { json, sha256 } = compilePolicy(policy);
  requireReadable(json);
  if (await createSame(state, policyKey(sha256), json, signal)) return sha256;
  throw new PermanentError(
    'policy-damaged',
    `${policyKey(sha256)} is in the state bucket with other content than its name says. Delete that object and publish again`,
  );
}

async function putInForce(
  state: State,
  sha256: string,
  before: StoredText | undefined,
  signal: AbortSignal,
): Promise<Publication> {
  const pointer = before && parsePointer(before.text);
  if (pointer?.sha256 === sha256) return { outcome: 'unchanged', sha256 };
  const previous = pointer?.sha256 ?? null;
  const text = JSON.stringify({ schema: 'policy-pointer/v1', sha256, previous });
  const moved = await createOrSwap(state, policyPointerKey, text, before, signal);
  if (!moved) return { outcome: 'conflict', sha256 };
  return { outcome: 'published', sha256, previous, repaired: before !== undefined && pointer === undefined };
}

export type KeyCreation =
  /** `kid` signs from now on; `previous` still verifies. */
  | { readonly outcome: 'created'; readonly kid: string; readonly previous: string | null }
  /** There are keys, and they stay. */
  | { readonly outcome: 'kept'; readonly kid: string }
  /** The index is there and names no key that can be used. */
  | { readonly outcome: 'unusable' }
  /** Somebody else made keys meanwhile: theirs hold. */
  | { readonly outcome: 'conflict' };

export interface KeyOptions {
  /** Makes a new signing key although there is one; the old one still verifies. */
  readonly rotate: boolean;
}

/** Makes the keys of an organisation that has none. No key is ever overwritten. */
export async function initKeys(
  state: State,
  clock: Clock,
  { rotate }: KeyOptions,
  signal: AbortSignal,
): Promise<KeyCreation> {
  const before = await readStored(state, macIndexKey, signal);
  const current = before && currentKid(before.text);
  if (before && !rotate) {
    const key = current === undefined ? undefined : await readStored(state, macKeyKey(current), signal);
    const usable = current !== undefined && key !== undefined && isKey(key.text);
    return usable ? { outcome: 'kept', kid: current } : { outcome: 'unusable' };
  }
  const kid = newKid(clock);
  const secret = randomBytes(secretBytes).toString('base64');
  const key = JSON.stringify({ schema: 'mac-key/v1', secret });
  if (!(await createSame(state, macKeyKey(kid), key, signal))) return { outcome: 'conflict' };

  const previous = current ?? null;
  const index = JSON.stringify({ schema: 'mac-index/v1', current: kid, ...(previous === null ? {} : { previous }) });
  const moved = await createOrSwap(state, macIndexKey, index, before, signal);
  return moved ? { outcome: 'created', kid, previous } : { outcome: 'conflict' };
}

/** HMAC-SHA-256 gains nothing from a longer key and loses from a shorter one (RFC 2104 §3). */
const secretBytes = 32;

export type SecretCreation = 'created' | 'kept' | 'unusable';

/**
 * Makes the secret under which dealings with others are kept, unless there is one. It is never made anew: with another one
 * every sender would be a stranger again, and it signs nothing that somebody could forge.
 */
export async function initRelationSecret(state: State, signal: AbortSignal): Promise<SecretCreation> {
  const secret = randomBytes(secretBytes).toString('base64');
  const text = JSON.stringify({ schema: 'relation-key/v1', secret });
  if ((await state.create(relationSecretKey, text, signal)) === 'created') return 'created';
  const stored = await readStored(state, relationSecretKey, signal);
  return stored !== undefined && isKey(stored.text) ? 'kept' : 'unusable';
}

/** The day is for people who look into the bucket; chance makes the name unique. */
function newKid(clock: Clock): string {
  return `${clock.now().toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
}

function requireReadable(json: string): void {
  const compiled = parseCompiled(json);
  if (compiled.ok) return;
  const [first] = compiled.problems;
  throw new PermanentError(
    'policy-unreadable',
    `this policy could not be read back: ${first?.path ?? ''} ${first?.problem ?? ''}`,
  );
}

/** Creates an object that is never changed; false where another text lies under its name. */
async function createSame(state: State, key: string, text: string, signal: AbortSignal): Promise<boolean> {
  if ((await state.create(key, text, signal)) === 'created') return true;
  return (await readStored(state, key, signal))?.text === text;
}

/**
 * Writes a text where nothing has changed since `before` was read. A put whose answer was lost is
 * sent again and then finds itself, so a refusal counts only where another text is there.
 */
async function createOrSwap(
  state: State,
  key: string,
  text: string,
  before: StoredText | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const outcome = before ? await state.swap(key, text, before.etag, signal) : await state.create(key, text, signal);
  if (outcome === 'created' || outcome === 'swapped') return true;
  return (await readStored(state, key, signal))?.text === text;
}

async function readStored(state: State, key: string, signal: AbortSignal): Promise<StoredText | undefined> {
  const stored = await state.read(key, signal);
  return stored === 'unchanged' ? undefined : stored;
}

/** The key that signs, as the functions will read it. */
function currentKid(index: string): string | undefined {
  const current = valueIn(index, 'current');
  return isKid(current) ? current : undefined;
}

function isKey(text: string): boolean {
  const secret = valueIn(text, 'secret');
  return typeof secret === 'string' && Buffer.from(secret, 'base64').length >= secretBytes;
}

/** A member of the JSON object in a text; undefined also where the text is damaged. */
function valueIn(text: string, name: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}
