import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { macKeys } from '../../shared/adapters/mac-keys.ts';
import { policyStore } from '../../shared/adapters/policy-store.ts';
import { macIndexKey, macKeyKey, policyKey, policyPointerKey } from '../../shared/archive/keys.ts';
import { TransientError } from '../../shared/errors.ts';
import { compilePolicy } from '../../shared/policy.ts';
import { parsePolicy, safeDefaultPolicy } from '../../shared/policy-document.ts';
import type { State } from '../../shared/ports.ts';

const signal = new AbortController().signal;
let objects: Map<string, string>;
let reads: string[];
let now: Date;
let broken: Error | undefined;

const clock = { now: () => now };
const etagOf = (text: string) => createHash('md5').update(text).digest('hex');
const state: State = {
  async read(key, _signal, etag) {
    reads.push(key);
    if (broken) throw broken;
    const text = objects.get(key);
    if (text === undefined) return undefined;
    return etagOf(text) === etag ? 'unchanged' : { text, etag: etagOf(text) };
  },
  create: () => Promise.reject(new Error('the function never publishes')),
  swap: () => Promise.reject(new Error('the function never publishes')),
};

function compiled(domain: string) {
  const parsed = parsePolicy({ version: 1, domains: [domain] });
  if (!parsed.ok) throw new Error('unreadable');
  return compilePolicy(parsed.policy);
}
const first = compiled('one.example');
const second = compiled('two.example');

function point(sha256: string, previous: string | null) {
  objects.set(policyPointerKey, JSON.stringify({ schema: 'policy-pointer/v1', sha256, previous }));
}

beforeEach(() => {
  objects = new Map([
    [policyKey(first.sha256), first.json],
    [policyKey(second.sha256), second.json],
  ]);
  reads = [];
  now = new Date('2026-11-23T09:00:00Z');
  broken = undefined;
});

const later = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000));

describe('the policy in force', () => {
  it('is read once a minute, and again only where it changed', async () => {
    point(first.sha256, null);
    const store = policyStore(state, clock);
    expect(await store.current(signal)).toMatchObject({
      sha256: first.sha256,
      origin: 'current',
      policy: { domains: ['one.example'] },
    });
    later(59);
    await store.current(signal);
    expect(reads).toHaveLength(2);
    later(2);
    await store.current(signal);
    expect(reads).toEqual([policyPointerKey, policyKey(first.sha256), policyPointerKey]);
    later(61);
    point(second.sha256, first.sha256);
    expect(await store.current(signal)).toMatchObject({ sha256: second.sha256 });
  });

  it.each([
    { what: 'is missing', damage: () => objects.delete(policyKey(second.sha256)) },
    { what: 'is not what its hash says', damage: () => objects.set(policyKey(second.sha256), first.json) },
  ])('is the previous one where the current $what', async ({ damage }) => {
    point(second.sha256, first.sha256);
    damage();
    expect(await policyStore(state, clock).current(signal)).toMatchObject({ sha256: first.sha256, origin: 'previous' });
  });

  it('is the one we hold where neither can be read', async () => {
    point(first.sha256, null);
    const store = policyStore(state, clock);
    await store.current(signal);
    later(61);
    objects.set(policyPointerKey, 'not JSON');
    expect(await store.current(signal)).toMatchObject({ sha256: first.sha256, origin: 'previous' });
    later(61);
    point(first.sha256, null);
    expect(await store.current(signal)).toMatchObject({ sha256: first.sha256, origin: 'current' });
  });

  it('is not the only one that can be read: that of a record, by its hash', async () => {
    point(second.sha256, null);
    const store = policyStore(state, clock);
    expect(await store.named(first.sha256, signal)).toMatchObject({ domains: ['one.example'] });
    expect(await store.named('0'.repeat(64), signal)).toBeUndefined();
    reads = [];
    await store.named(first.sha256, signal);
    expect(reads).toEqual([]);
    objects.set(policyKey(second.sha256), first.json);
    expect(await store.named(second.sha256, signal)).toBeUndefined();
  });

  it.each(['', 'null', '{}', '{"sha256":"../x"}'])(
    'is the safe default where the pointer is %j and we hold none',
    async (text) => {
      objects.set(policyPointerKey, text);
      const stored = await policyStore(state, clock).current(signal);
      expect(stored).toMatchObject({ policy: safeDefaultPolicy(), origin: 'default' });
      expect(stored).not.toHaveProperty('unpublished');
    },
  );

  it('is the safe default where none was published, and says so', async () => {
    const store = policyStore(state, clock);
    expect(await store.current(signal)).toMatchObject({ origin: 'default', unpublished: true });
    objects.set(policyPointerKey, '{}');
    later(61);
    expect(await store.current(signal)).not.toHaveProperty('unpublished');
  });

  it('outlives a bad moment of S3; without one we hold, the source asks again', async () => {
    point(first.sha256, null);
    const store = policyStore(state, clock);
    broken = new TransientError('slow-down', 'SlowDown');
    await expect(store.current(signal)).rejects.toBe(broken);
    broken = undefined;
    await store.current(signal);
    later(61);
    broken = new TransientError('slow-down', 'SlowDown');
    expect(await store.current(signal)).toMatchObject({ sha256: first.sha256 });
  });
});

describe('the keys of our own field', () => {
  const secret = Buffer.alloc(32, 7).toString('base64');

  it('are none before init', async () => {
    expect(await macKeys(state, clock).current(signal)).toEqual({ signing: null, verifying: [] });
  });

  it('are the current one, and the one before it during a rotation', async () => {
    objects.set(macIndexKey, JSON.stringify({ current: 'k2', previous: 'k1' }));
    objects.set(macKeyKey('k1'), JSON.stringify({ secret }));
    objects.set(macKeyKey('k2'), JSON.stringify({ secret }));
    const keys = await macKeys(state, clock).current(signal);
    expect(keys.signing).toEqual({ kid: 'k2', secret });
    expect(keys.verifying.map(({ kid }) => kid)).toEqual(['k2', 'k1']);
  });

  it('are none where the index is damaged: mail is judged all the same', async () => {
    objects.set(macIndexKey, '{"current":');
    expect(await macKeys(state, clock).current(signal)).toEqual({ signing: null, verifying: [] });
  });

  it.each(['{}', '{"secret":"c2hvcnQ="}', '[]', '{"sec'])('leave out a key that is %s', async (text) => {
    objects.set(macIndexKey, JSON.stringify({ current: 'k1' }));
    objects.set(macKeyKey('k1'), text);
    expect(await macKeys(state, clock).current(signal)).toEqual({ signing: null, verifying: [] });
  });
});
