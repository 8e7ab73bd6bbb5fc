/** Mail that others signed: the example of RFC 8463, chains of mailauth's sealer, and public corpora where they stand beside the checkout. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sealMessage } from 'mailauth/lib/arc/index.js';
import { describe, expect, it } from 'vitest';
import { authenticator } from '../../shared/adapters/authenticator.ts';
import type { Resolver } from '../../shared/ports.ts';
import { samples } from '../mail/public-mail.ts';
import { check, handover, key, mail, rsaKey, words, zone } from './a-signed-mail.ts';

/** RFC 8463, appendix A: two signatures and the keys to them. */
const footballKeys = [
  'brisbane._domainkey.football.example.com TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  'test._domainkey.football.example.com TXT v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
];
const football = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
`;

describe('the example of RFC 8463', () => {
  it.each([football, football.replaceAll('\n', '\r\n')])('passes with both algorithms', async (text) => {
    const found = await check(Buffer.from(text), zone(...footballKeys));
    expect(words(found).dkim).toEqual(['pass football.example.com', 'pass football.example.com']);
  });

  it('signs its From twice, so that no other can be added', async () => {
    const twice = Buffer.from(`From: x@football.example.com\n${football}`);
    expect(words(await check(twice, zone(...footballKeys))).dkim).toEqual(Array(2).fill('fail football.example.com'));
  });
});

describe('ARC', () => {
  const sealKey = key('list.example', 'arc');
  const privateKey = rsaKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  async function sealed(
    bytes: Buffer,
    more: { readonly i?: number; readonly cv?: 'none' | 'pass' } = {},
  ): Promise<Buffer> {
    const fields = await sealMessage(bytes, {
      signingDomain: 'list.example',
      selector: 'arc',
      privateKey,
      authResults: 'list.example; dmarc=pass header.from=sender.example',
      ...more,
    });
    return Buffer.concat([fields, bytes]);
  }

  it('tells the last sealer of a whole chain, and makes no pass of it', async () => {
    const once = await sealed(mail());
    const found = await check(once, zone(sealKey, '_dmarc.sender.example TXT v=DMARC1; p=reject'));
    expect(words(found)).toMatchObject({ arc: 'pass list.example', dmarc: 'fail sender.example', dkim: [] });
    expect(words(await check(await sealed(once, { i: 2, cv: 'pass' }), zone(sealKey))).arc).toBe('pass list.example');
  });

  it.each([
    {
      case: 'the body was changed',
      change: (text: string) => text.replace('Hello', 'Hallo'),
      arc: 'fail list.example',
    },
    {
      case: 'what was found before was changed',
      change: (text: string) => text.replace('dmarc=pass', 'dmarc=fail'),
      arc: 'fail list.example',
    },
    {
      case: 'a field of the chain is gone',
      change: (text: string) => text.replace('ARC-Seal:', 'X-Seal:'),
      arc: 'fail',
    },
    {
      case: 'there are two first sets',
      change: (text: string) => `${/^ARC-Seal:.*\r\n(?: .*\r\n)*/m.exec(text)?.[0]}${text}`,
      arc: 'fail',
    },
  ])('$case: $arc', async ({ change, arc }) => {
    const text = change((await sealed(mail())).toString('latin1'));
    const found = await check(Buffer.from(text, 'latin1'), zone(sealKey));
    expect(words(found).arc).toMatch(arc);
    expect(words(found).arc).not.toMatch('pass');
  });

  it('is not known where the key could not be asked for', async () => {
    const failing: Resolver = { resolve: async () => ({ outcome: 'failed', code: 'ESERVFAIL' }) };
    expect(words(await check(await sealed(mail()), failing)).arc).toBe('temperror list.example');
  });
});

describe('any public message', () => {
  it('is nobody’s in an empty DNS, and never a fault', async () => {
    const checker = authenticator({ resolver: zone(), clock: { now: () => new Date() }, withinMs: 20_000 });
    for (const { name, crlf } of samples) {
      const found = await checker.authenticate(crlf, handover, new AbortController().signal);
      const results = [found.spf, found.dmarc, found.arc, ...found.dkim].map((one) => one?.result);
      expect(results, name).not.toContain('pass');
      expect(results, name).not.toContain('temperror');
    }
  }, 120_000);
});

/** Signed mail of the wild with the keys of its day, one record a line on top; from the test data of the crate `mail-auth`. */
const signedFolder = fileURLToPath(new URL('../../../shared/corpora/mime/mail-auth/', import.meta.url));
const withKeys = existsSync(signedFolder)
  ? readdirSync(signedFolder).filter((name) => /^resources_(?:dkim|arc)_\d+\.txt$/.test(name))
  : [];

describe.skipIf(withKeys.length === 0)('signed mail of the wild', () => {
  it.each(withKeys)('%s passes with its keys, and not without', async (name) => {
    const text = readFileSync(join(signedFolder, name), 'latin1');
    const end = /\r?\n\r?\n/.exec(text)?.index ?? 0;
    const records = text
      .slice(0, end)
      .split(/\r?\n/)
      .map((line) => line.replace(/^(\S+) /, '$1 TXT '));
    const bytes = Buffer.from(text.slice(end).trimStart(), 'latin1');
    const at = new Date('2018-06-11T00:00:00Z');
    const found = await Promise.all(
      [zone(...records), zone()].map((resolver) =>
        authenticator({ resolver, clock: { now: () => at } }).authenticate(
          bytes,
          handover,
          new AbortController().signal,
        ),
      ),
    );
    const [borneOut = [], bare = []] = found.map(({ dkim, arc }) =>
      [...dkim, ...(arc ? [arc] : [])].map(({ result }) => result),
    );
    expect(borneOut).toContain('pass');
    expect(bare).not.toContain('pass');
  });
});
