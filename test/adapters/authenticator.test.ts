import { generateKeyPairSync } from 'node:crypto';
import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { DnsAnswer, DnsType, Resolver } from '../../shared/ports.ts';
import { check, key, keyRecord, mail, signature, signed, words, zone } from './a-signed-mail.ts';

const spfRecord = 'sender.example TXT v=spf1 ip4:192.0.2.1 -all';
const dmarcRecord = (policy: string, domain = 'sender.example') => `_dmarc.${domain} TXT v=DMARC1; p=${policy}`;
const everything = [spfRecord, key('sender.example'), dmarcRecord('reject')];

describe('a message with everything in order', () => {
  it('passes, each method for its domain', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example' });
    const found = await check(bytes, zone(...everything));
    expect(found).toEqual({
      origin: 'checked',
      spf: { result: 'pass', domain: 'sender.example' },
      dkim: [{ result: 'pass', domain: 'sender.example' }],
      dmarc: { result: 'pass', domain: 'sender.example', policy: 'reject' },
      spam: 'UNKNOWN',
      virus: 'UNKNOWN',
      reversePath: 'ann@sender.example',
    });
  });

  it('passes with line feeds alone, below an envelope line, and without a body', async () => {
    const bytes = await signed(mail(undefined, ''), { domain: 'sender.example' });
    const unix = Buffer.from(`From ann Mon Jun  1 10:00:00 2026\n${bytes.toString('latin1').replaceAll('\r\n', '\n')}`);
    for (const one of [bytes, unix]) {
      expect(words(await check(one, zone(...everything)))).toMatchObject({ dkim: ['pass sender.example'] });
    }
  });
});

describe('DKIM', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 512 });
  const other = generateKeyPairSync('rsa', { modulusLength: 1024 });

  it.each([
    { case: 'the body was changed', change: (text: string) => text.replace('Hello', 'Hallo'), dkim: 'fail' },
    { case: 'the subject was changed', change: (text: string) => text.replace('Figures', 'Money'), dkim: 'fail' },
    { case: 'the author was changed', change: (text: string) => text.replace('ann@', 'ceo@'), dkim: 'fail' },
    { case: 'a From was put on top', change: (text: string) => `From: ceo@sender.example\r\n${text}`, dkim: 'policy' },
    {
      case: 'a From is below',
      change: (text: string) => text.replace('\r\n\r\n', '\r\nFrom: c@x.example\r\n\r\n'),
      dkim: 'fail',
    },
    { case: 'a field was added', change: (text: string) => `X-Seen: yes\r\n${text}`, dkim: 'pass' },
    {
      case: 'the signature has no d=',
      change: (text: string) => text.replace('d=sender.example', 'x-d=y'),
      dkim: 'neutral',
    },
    {
      case: 'it names an unknown algorithm',
      change: (text: string) => text.replace('rsa-sha256', 'rsa-md5'),
      dkim: 'neutral',
    },
  ])('$case: $dkim', async ({ change, dkim }) => {
    const bytes = await signed(mail(), { domain: 'sender.example' });
    const found = await check(Buffer.from(change(bytes.toString('latin1')), 'latin1'), zone(...everything));
    expect(found.dkim.map(({ result }) => result)).toEqual([dkim]);
  });

  it.each([
    { case: 'no key', records: [], dkim: 'neutral sender.example' },
    { case: 'another key', records: [key('sender.example', 's1', other.publicKey)], dkim: 'fail sender.example' },
    {
      case: 'a withdrawn key',
      records: ['s1._domainkey.sender.example TXT v=DKIM1; p='],
      dkim: 'neutral sender.example',
    },
    {
      case: 'a key of another service',
      records: [`s1._domainkey.sender.example TXT s=tlsrpt; ${keyRecord().slice(9)}`],
      dkim: 'neutral sender.example',
    },
    { case: 'nonsense', records: ['s1._domainkey.sender.example TXT hello'], dkim: 'neutral sender.example' },
  ])('$case in the DNS: $dkim', async ({ records, dkim }) => {
    const bytes = await signed(mail(), { domain: 'sender.example' });
    expect(words(await check(bytes, zone(...records))).dkim).toEqual([dkim]);
  });

  it('refuses a key of 512 bits', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example', privateKey: short.privateKey }).catch(() => null);
    // OpenSSL may refuse to make such a signature at all.
    const text = bytes ?? (await signed(mail(), { domain: 'sender.example' }));
    const found = await check(text, zone(key('sender.example', 's1', short.publicKey)));
    expect(found.dkim).toEqual([
      { result: 'policy', domain: 'sender.example', reason: 'its key is shorter than 1024 bits' },
    ]);
  });

  it('takes no signature for the part of the body it does not cover', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example', maxBodyLength: 8 });
    expect(words(await check(bytes, zone(...everything))).dkim).toEqual(['pass sender.example']);
    const longer = Buffer.concat([bytes, Buffer.from('Buy here.\r\n')]);
    expect(await check(longer, zone(key('sender.example')))).toMatchObject({
      dkim: [{ result: 'policy', reason: 'it covers only the beginning of the body' }],
      dmarc: { result: 'none' },
    });
  });

  it('takes no expired signature', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example', expires: new Date('2026-06-02T09:00:00Z') });
    expect((await check(bytes, zone(...everything))).dkim).toMatchObject([
      { result: 'neutral', reason: 'it has expired' },
    ]);
  });
});

describe('SPF', () => {
  it.each([
    { how: {}, spf: 'pass sender.example' },
    { how: { connection: { remoteAddress: '192.0.2.9', helo: 'x' } }, spf: 'fail sender.example' },
    { how: { connection: null }, spf: null },
    { how: { reversePath: null }, spf: 'none mx.sender.example' },
    {
      how: { reversePath: null, connection: { remoteAddress: '192.0.2.1', helo: 'sender.example' } },
      spf: 'pass sender.example',
    },
    { how: { reversePath: null, connection: { remoteAddress: '192.0.2.1', helo: null } }, spf: null },
    { how: { reversePath: null, connection: { remoteAddress: '192.0.2.1', helo: '[192.0.2.1]' } }, spf: 'none' },
    { how: { reversePath: 'ann' }, spf: 'none ann' },
    { how: { reversePath: 'ann@SENDER.example' }, spf: 'pass sender.example' },
    { how: { connection: { remoteAddress: 'nonsense', helo: 'x' } }, spf: 'temperror sender.example' },
    { how: { connection: { remoteAddress: '::ffff:192.0.2.1', helo: 'x' } }, spf: 'pass sender.example' },
    { how: { reversePath: 'ann@loop.example' }, spf: 'permerror loop.example' },
    { how: { reversePath: 'ann@two.example' }, spf: 'permerror two.example' },
    { how: { reversePath: 'ann@typo.example' }, spf: 'permerror typo.example' },
  ])('$how: $spf', async ({ how, spf }) => {
    const resolver = zone(
      spfRecord,
      'loop.example TXT v=spf1 include:loop.example +all',
      'two.example TXT v=spf1 +all',
      'two.example TXT v=spf1 -all',
      'typo.example TXT v=spf1 ipv4:192.0.2.1 +all',
    );
    expect(words(await check(mail(), resolver, how)).spf).toBe(spf);
  });

  it('says what is wrong with a record, and nothing of the address', async () => {
    const { spf } = await check(mail(), zone('sender.example TXT v=spf1 ipv4:192.0.2.1 +all'));
    expect(spf?.reason).toMatch(/ipv4/);
    expect(JSON.stringify(spf)).not.toContain('ann');
  });
});

describe('DMARC', () => {
  const fromList = { reversePath: 'bounce@list.example' };
  it.each([
    { case: 'SPF for the very domain', from: 'a@sender.example', dmarc: 'pass sender.example' },
    { case: 'SPF for another', from: 'a@bank.example', dmarc: 'fail bank.example' },
    { case: 'a name below', from: 'a@news.sender.example', dmarc: 'pass news.sender.example' },
    { case: 'no record', from: 'a@nobody.example', dmarc: 'none nobody.example' },
    { case: 'no domain', from: 'Ann', dmarc: null },
    { case: 'an address literal', from: 'a@[192.0.2.1]', dmarc: null },
    { case: 'an empty group', from: 'Undisclosed:;', dmarc: null },
    { case: 'a group', from: 'Us: a@sender.example, b@sender.example;', dmarc: 'pass sender.example' },
    { case: 'two authors of one domain', from: 'a@sender.example, b@sender.example', dmarc: 'pass sender.example' },
    { case: 'an author of another domain', from: 'a@sender.example, b@bank.example', dmarc: 'fail bank.example' },
    { case: 'an author without a record', from: 'a@sender.example, b@nobody.example', dmarc: 'none nobody.example' },
    { case: 'an author without an address', from: 'a@sender.example, The Bank', dmarc: 'permerror sender.example' },
    { case: 'two records', from: 'a@two.example', dmarc: 'none two.example' },
    { case: 'a record with nonsense', from: 'a@odd.example', dmarc: 'none odd.example' },
    { case: 'equal names wanted', from: 'a@x.strict.example', dmarc: 'fail x.strict.example' },
    { case: 'neighbours under a public suffix', from: 'a@bob.github.io', dmarc: 'fail bob.github.io' },
  ])('$case: $dmarc', async ({ from, dmarc }) => {
    const resolver = zone(
      ...everything,
      'strict.example TXT v=spf1 +all',
      'eve.github.io TXT v=spf1 +all',
      dmarcRecord('quarantine', 'bank.example'),
      dmarcRecord('reject; aspf=s', 'strict.example'),
      dmarcRecord('reject', 'github.io'),
      dmarcRecord('reject', 'two.example'),
      dmarcRecord('none', 'two.example'),
      dmarcRecord('maybe', 'odd.example'),
    );
    const reversePath = from.endsWith('github.io')
      ? 'x@eve.github.io'
      : from.includes('strict')
        ? 'x@strict.example'
        : 'ann@sender.example';
    expect(words(await check(mail(from), resolver, { reversePath })).dmarc).toBe(dmarc);
  });

  it.each([
    { record: 'v=DMARC1; p=none', from: 'a@bank.example', policy: 'none' },
    { record: 'v=DMARC1; p=quarantine', from: 'a@bank.example', policy: 'quarantine' },
    { record: 'v=DMARC1; p=reject; sp=none', from: 'a@x.bank.example', policy: 'none' },
    { record: 'v=DMARC1; p=none; sp=reject', from: 'a@x.bank.example', policy: 'reject' },
  ])('tells what the domain asks for: $record for $from', async ({ record, from, policy }) => {
    const found = await check(
      mail(from),
      zone(spfRecord, `_dmarc.bank.example TXT ${record}`, 'x.bank.example A 192.0.2.7'),
    );
    expect(words(found)).toMatchObject({ dmarc: `fail ${from.slice(2)}`, policy });
  });

  it('takes the word of DKIM where mail was forwarded', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example' });
    expect(words(await check(bytes, zone(...everything), fromList))).toMatchObject({
      spf: 'none list.example',
      dmarc: 'pass sender.example',
    });
  });

  it('believes no name twice: two From fields never pass', async () => {
    const twice = Buffer.concat([
      Buffer.from('From: Chief <ceo@sender.example>\r\n'),
      await signed(mail(), { domain: 'sender.example' }),
    ]);
    expect(words(await check(twice, zone(...everything)))).toMatchObject({ dmarc: 'permerror sender.example' });
    // A failure still counts.
    expect(words(await check(twice, zone(dmarcRecord('reject')))).dmarc).toBe('fail sender.example');
  });

  it('gives up on ten thousand authors', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `u@d${at}.example`).join(',\r\n ');
    expect((await check(mail(many), zone(...everything))).dmarc).toMatchObject({
      result: 'permerror',
      domain: 'd0.example',
    });
  });

  it('reads nothing that somebody wrote about himself', async () => {
    const claims = [
      'Authentication-Results: amazonses.com; spf=pass smtp.mailfrom=bank.example; dkim=pass header.d=bank.example; dmarc=pass header.from=bank.example',
      'Received-SPF: pass (client-ip=192.0.2.1)',
      'ARC-Authentication-Results: i=1; mx; dmarc=pass header.from=bank.example',
    ];
    const found = await check(mail('a@bank.example', 'Pay.', claims), zone(dmarcRecord('reject', 'bank.example')));
    expect(words(found)).toEqual({
      spf: 'none sender.example',
      dkim: [],
      dmarc: 'fail bank.example',
      policy: 'reject',
      // One field of a chain is none.
      arc: 'fail',
    });
  });
});

/** Fails or falls silent at some of its questions, in the order they are asked. */
function faulty(
  inner: Resolver,
  at: (n: number) => 'answer' | 'failed' | 'throws' | 'silent',
): Resolver & { asked: number } {
  return {
    asked: 0,
    async resolve<T extends DnsType>(name: string, type: T, signal: AbortSignal): Promise<DnsAnswer<T>> {
      const what = at(this.asked);
      this.asked += 1;
      if (what === 'answer') return inner.resolve(name, type, signal);
      if (what === 'failed') return { outcome: 'failed', code: 'ESERVFAIL' };
      if (what === 'throws') throw new Error('a fault');
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ outcome: 'failed', code: 'aborted' }), { once: true });
      });
    },
  };
}

describe('a resolver at fault', () => {
  const records = [
    'sender.example TXT v=spf1 exists:%{i}.ok.example mx a:mail.sender.example include:_spf.sender.example ptr -all',
    '_spf.sender.example TXT v=spf1 ip4:192.0.2.1 -all',
    'sender.example MX 10 mx.sender.example',
    'mx.sender.example A 192.0.2.3',
    'mail.sender.example A 192.0.2.4',
    key('sender.example'),
    key('esp.example'),
    '_dmarc.sender.example TXT v=DMARC1; p=reject',
  ];

  it('gives temperror and no pass at any single question', async () => {
    const bytes = await signed(mail(), { domain: 'sender.example' }, { domain: 'esp.example' });
    const counter = faulty(zone(...records), () => 'answer');
    const clean = words(await check(bytes, counter));
    expect(clean).toMatchObject({ spf: 'pass sender.example', dmarc: 'pass sender.example' });
    expect(counter.asked).toBeGreaterThan(8);
    for (let n = 0; n < counter.asked; n += 1) {
      for (const fault of ['failed', 'throws'] as const) {
        const found = words(
          await check(
            bytes,
            faulty(zone(...records), (at) => (at === n ? fault : 'answer')),
          ),
        );
        const differing = [found.spf, found.dmarc, ...found.dkim].filter((word) => !word?.startsWith('pass '));
        // Each answer is as it was, or says that it is not known.
        expect(
          differing.filter((word) => !word?.startsWith('temperror ')),
          `${fault} at ${n}`,
        ).toEqual([]);
      }
    }
  });

  prop.prop([fc.array(fc.constantFrom('answer', 'failed', 'throws'), { minLength: 1, maxLength: 12 }), fc.boolean()])(
    'never makes a pass or a failure of what was none',
    async (plan, isForged) => {
      const bytes = isForged ? mail('a@sender.example') : await signed(mail(), { domain: 'sender.example' });
      const how = isForged ? { reversePath: 'e@evil.example' } : {};
      const clean = words(await check(bytes, zone(...records), how));
      const found = words(
        await check(
          bytes,
          faulty(zone(...records), (n) => plan[n % plan.length] ?? 'answer'),
          how,
        ),
      );
      const allowed = (before: string | null | undefined, after: string | null | undefined) =>
        after === before || after?.startsWith('temperror ') === true;
      expect(allowed(clean.spf, found.spf)).toBe(true);
      expect(allowed(clean.dmarc, found.dmarc)).toBe(true);
      expect(found.dkim.every((word, at) => allowed(clean.dkim[at], word))).toBe(true);
    },
  );
});

describe('a reverse name that nobody could look up', () => {
  const record = 'sender.example TXT v=spf1 -ptr:evil.example +all';
  const reverse = ['1.2.0.192.in-addr.arpa PTR mx.evil.example', 'mx.evil.example A 192.0.2.1'];

  it('is no reason to go on to what passes', async () => {
    expect(words(await check(mail(), zone(record, ...reverse))).spf).toBe('fail sender.example');
    const answers = zone(record, ...reverse);
    const failing: Resolver = {
      resolve: async (name, type, signal) =>
        type === 'PTR' ? { outcome: 'failed', code: 'ESERVFAIL' } : answers.resolve(name, type, signal),
    };
    expect(words(await check(mail(), failing)).spf).toBe('temperror sender.example');
  });
});

describe('a signature', () => {
  it('is of nobody whose key does not bear it out', async () => {
    const field = await signature(mail('ceo@bank.example'), { domain: 'bank.example' });
    const bytes = Buffer.concat([Buffer.from(field), mail('ceo@bank.example')]);
    const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const found = await check(bytes, zone(key('bank.example', 's1', other), dmarcRecord('reject', 'bank.example')));
    expect(words(found)).toMatchObject({ dkim: ['fail bank.example'], dmarc: 'fail bank.example' });
  });
});
