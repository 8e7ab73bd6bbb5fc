/** Mail and records that were made to keep us busy, or to get past us by it. */

import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authenticator } from '../../shared/adapters/authenticator.ts';
import type { DnsAnswer, DnsType, Resolver } from '../../shared/ports.ts';
import { check, handover, key, mail, now, signature, signed, words, zone } from './a-signed-mail.ts';

/** Counts what it is asked. */
function counting(inner: Resolver): Resolver & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve: (name, type, signal) => {
      asked.push(`${type} ${name}`);
      return inner.resolve(name, type, signal);
    },
  };
}

const reject = '_dmarc.sender.example TXT v=DMARC1; p=reject';

describe('a thousand signatures', () => {
  it('are not all checked, and the one of the author is among those that are', async () => {
    const bytes = mail();
    const strange = await signature(bytes, { domain: 'spam.example' });
    const own = await signature(bytes, { domain: 'sender.example' });
    const fields = [...Array<string>(60).fill(strange), own].join('');
    const resolver = counting(zone(key('sender.example'), key('spam.example'), reject));
    const found = await check(Buffer.concat([Buffer.from(fields), bytes]), resolver, { connection: null });
    expect(words(found).dmarc).toBe('pass sender.example');
    expect(found.dkim.filter(({ result }) => result === 'pass')).toHaveLength(8);
    expect(found.dkim.at(-1)).toEqual({
      result: 'policy',
      domain: 'spam.example',
      reason: 'there are more signatures than are checked',
    });
    expect(found.dkim).toHaveLength(9);
  });

  it('do not hide that the author is forged', async () => {
    const field = await signature(mail(), { domain: 'evil.example' });
    const bytes = Buffer.concat([Buffer.from(field.repeat(1_000)), mail()]);
    const resolver = counting(zone(key('evil.example'), reject));
    const found = await check(bytes, resolver, { connection: null });
    expect(words(found)).toMatchObject({ dmarc: 'fail sender.example', dkim: ['policy'] });
    expect(resolver.asked.filter((one) => one.includes('_domainkey'))).toEqual([]);
  });
});

describe('a large header', () => {
  it.each([
    ['a megabyte in one field', `X-Fill: ${'a'.repeat(1_000_000)}\r\n`],
    ['a field of 20,000 lines', `X-Fill: a\r\n${' b\r\n'.repeat(20_000)}`],
    ['5,000 fields', 'X-Fill: a\r\n'.repeat(5_000)],
    ['signatures under another spelling', 'DKIM-Signature\r\n : v=1; d=sender.example\r\n'.repeat(1_000)],
  ])('%s: signatures are not checked, and the author is asked after all the same', async (_, fill) => {
    const bytes = Buffer.concat([Buffer.from(fill), await signed(mail(), { domain: 'sender.example' })]);
    const found = await check(bytes, zone(key('sender.example'), reject), { connection: null });
    expect(found.dkim).toEqual([{ result: 'policy', domain: '', reason: 'its header is larger than what is checked' }]);
    expect(words(found).dmarc).toBe('fail sender.example');
  });

  it('with a long list of signed fields is read', async () => {
    const own = await signature(mail(), { domain: 'sender.example' });
    const greedy = own.replace(/h=([^;]+);/, (_, names: string) => `h=${names}${':x'.repeat(6_000)};`);
    const found = await check(Buffer.concat([Buffer.from(greedy), mail()]), zone(key('sender.example')));
    expect(words(found).dkim).toEqual(['fail sender.example']);
  });
});

describe('a signature', () => {
  it.each(['9'.repeat(76), '1e9', '-1', '0x10', '9'.repeat(5_000)])('with l=%s never passes', async (l) => {
    const own = await signature(mail(), { domain: 'sender.example', maxBodyLength: 8 });
    const bytes = Buffer.concat([Buffer.from(own.replace(/\bl=8\b/, `l=${l}`)), mail()]);
    expect((await check(bytes, zone(key('sender.example')))).dkim.map(({ result }) => result)).not.toContain('pass');
  });

  it('with a key of 16384 bits is read', async () => {
    // Made once with OpenSSL it would take a minute: a public key is any odd number of that length.
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { e } = publicKey.export({ format: 'jwk' });
    const n = Buffer.alloc(2_048, 0xff).toString('base64url');
    const { createPublicKey } = await import('node:crypto');
    const huge = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e: e ?? 'AQAB' } });
    const bytes = await signed(mail(), { domain: 'sender.example' });
    expect(words(await check(bytes, zone(key('sender.example', 's1', huge)))).dkim).toEqual(['fail sender.example']);
  });
});

describe('an SPF record', () => {
  const ip = 'ip4:192.0.2.1';
  it.each([
    { case: 'that includes itself', records: ['sender.example TXT v=spf1 include:sender.example -all'] },
    {
      case: 'in a circle',
      records: ['sender.example TXT v=spf1 include:a.example', 'a.example TXT v=spf1 redirect=sender.example'],
    },
    {
      case: 'with 300 names nobody has',
      records: [
        `sender.example TXT v=spf1 ${Array.from({ length: 300 }, (_, at) => `a:n${at}.example`).join(' ')} +all`,
      ],
    },
    {
      case: 'with eleven includes',
      records: [
        `sender.example TXT v=spf1 ${Array.from({ length: 11 }, (_, at) => `include:i${at}.example`).join(' ')} ${ip}`,
        ...Array.from({ length: 11 }, (_, at) => `i${at}.example TXT v=spf1 -all`),
      ],
    },
    {
      case: 'with eleven mail hosts',
      records: [
        'sender.example TXT v=spf1 mx -all',
        ...Array.from({ length: 11 }, (_, at) => `sender.example MX ${at} m${at}.example`),
        ...Array.from({ length: 11 }, (_, at) => `m${at}.example A 198.51.100.${at}`),
      ],
    },
  ])('$case: permerror after few questions', async ({ records }) => {
    const resolver = counting(zone(...records));
    expect(words(await check(mail(), resolver)).spf).toBe('permerror sender.example');
    expect(resolver.asked.length).toBeLessThan(30);
  });

  it('that asks for a hundred addresses gets no answer, and DMARC gets its own', async () => {
    const hosts = Array.from({ length: 8 }, (_, one) => `h${one}.example`);
    const resolver = counting(
      zone(
        `evil.example TXT v=spf1 ${hosts.map((host) => `mx:${host}`).join(' ')} +all`,
        ...hosts.flatMap((host) => Array.from({ length: 10 }, (_, at) => `${host} MX ${at} m${at}.${host}`)),
        ...hosts.flatMap((host) => Array.from({ length: 10 }, (_, at) => `m${at}.${host} A 198.51.100.1`)),
        reject,
      ),
    );
    const found = await check(mail(), resolver, { reversePath: 'x@evil.example' });
    expect(words(found)).toMatchObject({ spf: 'temperror evil.example', dmarc: 'fail sender.example' });
    expect(resolver.asked.length).toBeLessThan(80);
  });

  it('of a megabyte is no answer', async () => {
    const found = await check(mail(), zone(`sender.example TXT v=spf1 ${'ip4:192.0.2.1 '.repeat(70_000)}`));
    expect(words(found).spf).toBe('temperror sender.example');
  });
});

describe('a resolver that never answers', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  const silent: Resolver = { resolve: () => new Promise(() => undefined) };

  /** Lets time pass until it is answered; gives the milliseconds that took. */
  async function timed<T>(answer: Promise<T>): Promise<{ value: T; ms: number }> {
    let value: { found: T } | undefined;
    void answer.then((found) => {
      value = { found };
    });
    for (let ms = 0; ms <= 10_000; ms += 50) {
      // The body is read in turns of the event loop that are not counted here.
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      if (value) return { value: value.found, ms };
      await vi.advanceTimersByTimeAsync(50);
    }
    throw new Error('never answered');
  }

  it('costs the time there is, and nothing passes', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example' });
    const checker = authenticator({ resolver: silent, clock: { now: () => now }, withinMs: 1_000 });
    const { value, ms } = await timed(checker.authenticate(bytes, handover, new AbortController().signal));
    expect(words(value)).toMatchObject({
      spf: 'temperror sender.example',
      dkim: ['temperror sender.example'],
      dmarc: 'temperror sender.example',
    });
    expect(ms).toBeGreaterThanOrEqual(1_000);
    expect(ms).toBeLessThan(1_400);
  });

  it('for the domains of the sender alone does not hide that the author is forged', async () => {
    const answers = zone(reject);
    const slow: Resolver = {
      resolve: <T extends DnsType>(name: string, type: T, signal: AbortSignal): Promise<DnsAnswer<T>> =>
        name.endsWith('evil.example') ? new Promise(() => undefined) : answers.resolve(name, type, signal),
    };
    const bytes = await signed(mail(), { domain: 'evil.example' });
    const checker = authenticator({ resolver: slow, clock: { now: () => now }, withinMs: 1_000 });
    const how = { ...handover, reversePath: 'x@evil.example' };
    const { value, ms } = await timed(checker.authenticate(bytes, how, new AbortController().signal));
    expect(words(value)).toMatchObject({ spf: 'temperror evil.example', dmarc: 'fail sender.example' });
    expect(ms).toBeLessThan(1_200);
  });

  it('is not needed for a message that takes too long to hash: who signed it is not known then', async () => {
    const forged = mail(undefined, `${'x'.repeat(62)}\r\n`.repeat(300_000));
    const field = await signature(mail(), { domain: 'evil.example' });
    const checker = authenticator({ resolver: zone(reject), clock: { now: () => now }, withinMs: 1_000 });
    const bytes = Buffer.concat([Buffer.from(field), forged]);
    const { value, ms } = await timed(checker.authenticate(bytes, handover, new AbortController().signal));
    expect(words(value)).toMatchObject({ dkim: ['temperror'], dmarc: 'temperror sender.example' });
    expect(ms).toBeLessThan(1_200);
  });

  it('is not waited for once the caller has no time', async () => {
    const caller = new AbortController();
    const checker = authenticator({ resolver: silent, clock: { now: () => now } });
    const answer = checker.authenticate(mail(), handover, caller.signal);
    caller.abort();
    const { value, ms } = await timed(answer);
    expect(words(value).dmarc).toBe('temperror sender.example');
    expect(ms).toBeLessThan(300);
  });
});
