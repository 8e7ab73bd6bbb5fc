import { describe, expect, it } from 'vitest';
import { policyInForce } from '../../shared/followers/policy-in-force.ts';
import { safeDefaultPolicy } from '../../shared/policy-document.ts';

const policy = safeDefaultPolicy();
const { signal } = new AbortController();
const asked = (origin: string, more: { readonly unpublished?: true } = {}) =>
  policyInForce({ current: async () => ({ policy, origin, ...more }) }, signal);

describe('the policy that followers go by', () => {
  it('is the current one, and where none was published the default', async () => {
    expect(await asked('current')).toBe(policy);
    expect(await asked('default', { unpublished: true })).toBe(policy);
  });

  it.each(['previous', 'default'])('is no substitute: %s', async (origin) => {
    await expect(asked(origin)).rejects.toMatchObject({ name: 'TransientError', code: 'policy-not-current' });
  });
});
