import { describe, expect, it } from 'vitest';
import { type LookupLimits, lookups } from '../../shared/adapters/lookups.ts';
import type { DnsAnswer, DnsType, Resolver } from '../../shared/ports.ts';

const never = new AbortController().signal;
const limits: LookupLimits = { most: 3, badNameCode: 'EBADNAME' };

function answering(answer: DnsAnswer<DnsType>): Resolver & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve: async <T extends DnsType>(name: string) => {
      asked.push(name);
      // What the test answers is of the type it asks for.
      return answer as DnsAnswer<T>;
    },
  };
}

describe('a look-up', () => {
  it.each([
    { answer: { outcome: 'no-name' }, code: 'ENOTFOUND', failed: false },
    { answer: { outcome: 'no-data' }, code: 'ENODATA', failed: false },
    { answer: { outcome: 'failed', code: 'ESERVFAIL' }, code: 'ETIMEOUT', failed: true },
    { answer: { outcome: 'found', records: Array<string>(201).fill('x') }, code: 'ETIMEOUT', failed: true },
    { answer: { outcome: 'found', records: ['x'.repeat(32_769)] }, code: 'ETIMEOUT', failed: true },
  ] as const)('$answer.outcome is $code', async ({ answer, code, failed }) => {
    const { ask, hasFailed } = lookups(answering(answer), limits, never);
    await expect(ask('a.example', 'TXT')).rejects.toMatchObject({ code });
    expect(hasFailed()).toBe(failed);
  });

  it('gives records of its own to each who asks', async () => {
    const { ask } = lookups(answering({ outcome: 'found', records: ['x', 'y'] }), limits, never);
    const first = await ask('a.example', 'TXT');
    first.pop();
    expect(await ask('a.example', 'TXT')).toEqual(['x', 'y']);
  });

  it('is asked once, however the name is spelled', async () => {
    const resolver = answering({ outcome: 'found', records: ['x'] });
    const { ask } = lookups(resolver, limits, never);
    for (const name of ['a.example', 'A.example', 'a.example.']) await ask(name, 'TXT');
    expect(resolver.asked).toEqual(['a.example']);
  });

  it('fails beyond the number that is allowed', async () => {
    const resolver = answering({ outcome: 'found', records: ['x'] });
    const { ask, hasFailed } = lookups(resolver, limits, never);
    for (const name of ['a', 'b', 'c']) await ask(name, 'TXT');
    expect(hasFailed()).toBe(false);
    await expect(ask('d', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(hasFailed()).toBe(true);
    expect(await ask('a', 'TXT')).toEqual(['x']);
  });

  it.each(['', '.', 'a..b', `${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}aa`, 'a b', 'a\0b', 'a\\b', 'ä.example'])(
    'is not made for %j, which is no name',
    async (name) => {
      const resolver = answering({ outcome: 'found', records: ['x'] });
      await expect(lookups(resolver, limits, never).ask(name, 'TXT')).rejects.toMatchObject({ code: 'EBADNAME' });
      expect(resolver.asked).toEqual([]);
    },
  );

  it('is not made for a type that mail does not ask for', async () => {
    const resolver = answering({ outcome: 'found', records: ['x'] });
    await expect(lookups(resolver, limits, never).ask('a.example', 'ANY')).rejects.toMatchObject({ code: 'EBADNAME' });
  });
});
