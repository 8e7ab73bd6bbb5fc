import { describe, expect, it } from 'vitest';
import { macKeys } from '../shared/adapters/mac-keys.ts';
import { policyStore } from '../shared/adapters/policy-store.ts';
import { relationSecret } from '../shared/adapters/relation-secret.ts';
import { macIndexKey, macKeyKey, policyKey, policyPointerKey, relationSecretKey } from '../shared/archive/keys.ts';
import { compilePolicy, type Policy } from '../shared/policy.ts';
import { parsePolicy, safeDefaultPolicy } from '../shared/policy-document.ts';
import { initKeys, initRelationSecret, publishFirstPolicy, publishPolicy } from '../shared/publish.ts';
import { fakeState } from './cli/fake-state.ts';

const clock = { now: () => new Date('2026-11-23T09:00:00Z') };
const signal = AbortSignal.timeout(60_000);
const hashOf = (policy: Policy): string => compilePolicy(policy).sha256;

function aPolicy(domain: string): Policy {
  const parsed = parsePolicy({ version: 1, domains: [domain] });
  if (!parsed.ok) throw new Error(`the test's policy is wrong: ${JSON.stringify(parsed.problems)}`);
  return parsed.policy;
}

const first = aPolicy('corp.example');
const second = aPolicy('other.example');
const third = aPolicy('third.example');

describe('publishPolicy', () => {
  it('puts a policy in force that the functions read', async () => {
    const state = fakeState();
    expect(await publishPolicy(state, first, signal)).toEqual({
      outcome: 'published',
      sha256: hashOf(first),
      previous: null,
      repaired: false,
    });
    const inForce = await policyStore(state, clock).current(signal);
    expect(inForce).toEqual({ policy: first, sha256: hashOf(first), origin: 'current' });
  });

  it('keeps the one before it within reach', async () => {
    const state = fakeState();
    await publishPolicy(state, first, signal);
    expect(await publishPolicy(state, second, signal)).toMatchObject({ previous: hashOf(first) });
    state.objects.delete(policyKey(hashOf(second)));
    expect(await policyStore(state, clock).current(signal)).toMatchObject({
      sha256: hashOf(first),
      origin: 'previous',
    });
  });

  it('changes nothing where the same policy is in force', async () => {
    const state = fakeState();
    await publishPolicy(state, first, signal);
    await publishPolicy(state, second, signal);
    const before = new Map(state.objects);
    expect(await publishPolicy(state, second, signal)).toEqual({ outcome: 'unchanged', sha256: hashOf(second) });
    expect(state.objects).toEqual(before);
  });

  it('goes back to an earlier policy', async () => {
    const state = fakeState();
    await publishPolicy(state, first, signal);
    await publishPolicy(state, second, signal);
    expect(await publishPolicy(state, first, signal)).toMatchObject({
      outcome: 'published',
      sha256: hashOf(first),
      previous: hashOf(second),
    });
  });

  it('writes a compiled policy again that was lost', async () => {
    const state = fakeState();
    await publishPolicy(state, first, signal);
    state.objects.delete(policyKey(hashOf(first)));
    expect(await publishPolicy(state, first, signal)).toMatchObject({ outcome: 'unchanged' });
    expect(state.objects.has(policyKey(hashOf(first)))).toBe(true);
  });

  it.each([
    { when: 'the first policy', prepare: [] },
    { when: 'a later one', prepare: [third] },
  ])('leaves the quicker of two in force: $when', async ({ prepare }) => {
    const state = fakeState();
    for (const policy of prepare) await publishPolicy(state, policy, signal);
    const theirs = fakeState();
    await publishPolicy(theirs, second, signal);
    const pointer = theirs.objects.get(policyPointerKey) ?? '';
    state.beforeWriteTo(policyPointerKey, () => state.objects.set(policyPointerKey, pointer));

    expect(await publishPolicy(state, first, signal)).toEqual({ outcome: 'conflict', sha256: hashOf(first) });
    expect(state.objects.get(policyPointerKey)).toBe(pointer);
  });

  it('is no conflict with itself where an answer was lost', async () => {
    const state = fakeState();
    state.loseAnswerOf(policyKey(hashOf(first)));
    state.loseAnswerOf(policyPointerKey);
    expect(await publishPolicy(state, first, signal)).toMatchObject({ outcome: 'published' });
    state.loseAnswerOf(policyPointerKey);
    expect(await publishPolicy(state, second, signal)).toMatchObject({ outcome: 'published', previous: hashOf(first) });
  });

  it('replaces a pointer that names nothing, and says so', async () => {
    const state = fakeState(new Map([[policyPointerKey, '{"sha256":"latest"}']]));
    expect(await publishPolicy(state, first, signal)).toMatchObject({ outcome: 'published', repaired: true });
  });

  it('refuses a policy the functions could not read back', async () => {
    const state = fakeState();
    await expect(publishPolicy(state, safeDefaultPolicy(), signal)).rejects.toMatchObject({
      code: 'policy-unreadable',
      message: expect.stringContaining('domains'),
    });
    expect(state.objects.size).toBe(0);
  });

  it('refuses to put a name in force under which other content lies', async () => {
    const state = fakeState(new Map([[policyKey(hashOf(first)), '{}']]));
    await expect(publishPolicy(state, first, signal)).rejects.toMatchObject({ code: 'policy-damaged' });
    expect(state.objects.has(policyPointerKey)).toBe(false);
  });
});

describe('publishFirstPolicy', () => {
  it('puts a policy in force where there is none', async () => {
    const state = fakeState();
    expect(await publishFirstPolicy(state, first, signal)).toMatchObject({ outcome: 'published', previous: null });
  });

  it('leaves the policy that is in force', async () => {
    const state = fakeState();
    await publishPolicy(state, first, signal);
    const before = new Map(state.objects);
    expect(await publishFirstPolicy(state, second, signal)).toEqual({ outcome: 'kept' });
    expect(state.objects).toEqual(before);
  });

  it('leaves the policy of the quicker of two', async () => {
    const state = fakeState();
    state.beforeWriteTo(policyPointerKey, () => state.objects.set(policyPointerKey, '{}'));
    expect(await publishFirstPolicy(state, first, signal)).toMatchObject({ outcome: 'conflict' });
    expect(state.objects.get(policyPointerKey)).toBe('{}');
  });
});

describe('initRelationSecret', () => {
  it('makes one that the functions use, and never another', async () => {
    const state = fakeState();
    expect(await initRelationSecret(state, signal)).toBe('created');
    const secret = await relationSecret(state).current(signal);
    expect(secret).toHaveLength(32);
    expect(await initRelationSecret(state, signal)).toBe('kept');
    expect(await relationSecret(state).current(signal)).toEqual(secret);
  });

  it('is no conflict with itself where an answer was lost', async () => {
    const state = fakeState();
    state.loseAnswerOf(relationSecretKey);
    expect(await initRelationSecret(state, signal)).toBe('kept');
  });

  it.each(['', '{}', '{"secret":"c2hvcnQ="}'])('leaves what is none, and nobody goes by it: %s', async (text) => {
    const state = fakeState();
    state.objects.set(relationSecretKey, text);
    expect(await initRelationSecret(state, signal)).toBe('unusable');
    expect(state.objects.get(relationSecretKey)).toBe(text);
    expect(await relationSecret(state).current(signal)).toBeNull();
  });

  it('is asked for until there is one, and held then', async () => {
    const state = fakeState();
    const secret = relationSecret(state);
    expect(await secret.current(signal)).toBeNull();
    await initRelationSecret(state, signal);
    const found = await secret.current(signal);
    expect(found).toHaveLength(32);
    state.objects.clear();
    expect(await secret.current(signal)).toBe(found);
  });
});

describe('initKeys', () => {
  it('makes a key that the functions sign with', async () => {
    const state = fakeState();
    const made = await initKeys(state, clock, { rotate: false }, signal);
    if (made.outcome !== 'created') throw new Error(`expected a key, got ${made.outcome}`);
    const { signing, verifying } = await macKeys(state, clock).current(signal);
    expect(signing?.kid).toBe(made.kid);
    expect(Buffer.from(signing?.secret ?? '', 'base64')).toHaveLength(32);
    expect(verifying).toEqual([signing]);
  });

  it.each([{ rotate: false }, { rotate: true }])('never overwrites a key: %o', async (options) => {
    const state = fakeState();
    await initKeys(state, clock, { rotate: false }, signal);
    const before = [...state.objects].filter(([key]) => key !== macIndexKey);
    await initKeys(state, clock, options, signal);
    for (const [key, text] of before) expect(state.objects.get(key)).toBe(text);
  });

  it('keeps what is there unless asked to rotate', async () => {
    const state = fakeState();
    const made = await initKeys(state, clock, { rotate: false }, signal);
    const before = new Map(state.objects);
    expect(await initKeys(state, clock, { rotate: false }, signal)).toEqual({
      ...made,
      outcome: 'kept',
      previous: undefined,
    });
    expect(state.objects).toEqual(before);
  });

  it('rotates: the new one signs, the old one still verifies', async () => {
    const state = fakeState();
    await initKeys(state, clock, { rotate: false }, signal);
    const { signing: old } = await macKeys(state, clock).current(signal);
    expect(await initKeys(state, clock, { rotate: true }, signal)).toMatchObject({
      outcome: 'created',
      previous: old?.kid,
    });
    const { signing, verifying } = await macKeys(state, clock).current(signal);
    expect(signing?.secret).not.toBe(old?.secret);
    expect(verifying).toEqual([signing, old]);
  });

  it('keeps the keys of the quicker of two', async () => {
    const state = fakeState();
    state.beforeWriteTo(macIndexKey, () => state.objects.set(macIndexKey, '{"current":"theirs"}'));
    expect(await initKeys(state, clock, { rotate: false }, signal)).toEqual({ outcome: 'conflict' });
    expect(state.objects.get(macIndexKey)).toBe('{"current":"theirs"}');
  });

  it('is no conflict with itself where an answer was lost', async () => {
    const state = fakeState();
    state.loseAnswerOf(macIndexKey);
    expect(await initKeys(state, clock, { rotate: false }, signal)).toMatchObject({ outcome: 'created' });
  });

  it.each([
    { what: 'an index that is no JSON', index: 'current: a' },
    { what: 'an index without a name', index: '{}' },
    { what: 'a name no key can have', index: '{"current":"../policy/current"}' },
    { what: 'a key that is gone', index: '{"current":"gone"}' },
  ])('says that keys cannot be used, and rotation makes new ones: $what', async ({ index }) => {
    const state = fakeState(new Map([[macIndexKey, index]]));
    expect(await initKeys(state, clock, { rotate: false }, signal)).toEqual({ outcome: 'unusable' });
    expect(await initKeys(state, clock, { rotate: true }, signal)).toMatchObject({ outcome: 'created' });
    expect((await macKeys(state, clock).current(signal)).signing).not.toBeNull();
  });

  it('finds a key too short to be one unusable', async () => {
    const secret = Buffer.alloc(8).toString('base64');
    const state = fakeState(
      new Map([
        [macIndexKey, '{"current":"short"}'],
        [macKeyKey('short'), JSON.stringify({ secret })],
      ]),
    );
    expect(await initKeys(state, clock, { rotate: false }, signal)).toEqual({ outcome: 'unusable' });
  });
});
