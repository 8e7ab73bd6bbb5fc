import { describe, expect, it } from 'vitest';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { learn, type Word } from '../../shared/followers/learn.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { aRecord, keyOf } from './a-world.ts';

function aPolicy(directory: object) {
  const parsed = parsePolicy({
    version: 1,
    domains: ['corp.example'],
    directory,
    learning: { spam: ['Spam@corp.example'], ham: ['notspam@corp.example'] },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
const policyWithPeople = aPolicy({
  people: [
    { name: 'Bob', addresses: ['bob@corp.example', 'b.berg@corp.example'] },
    { name: 'Carl', addresses: ['carl@corp.example'] },
  ],
  groups: [{ address: 'team@corp.example', members: ['bob@corp.example'] }],
});

const unwanted = 'From: prizes@careless.example\r\nSubject: You have won\r\n\r\nSend your account.\r\n';
const part = (content: string, type = 'message/rfc822') => `--b\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
const holding =
  (...parts: readonly string[]) =>
  (from: string, top: string) =>
    `${top}From: ${from}\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`;
const forwarding = holding(part('See below.', 'text/plain'), part(unwanted));

/** What SES writes on top of mail it receives. */
const seen = (results: string) =>
  [
    'Return-Path: <bob@corp.example>',
    'Received: from mail.example (mail.example [192.0.2.1])',
    ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123',
    ' for spam@corp.example;',
    ' Tue, 24 Nov 2026 09:00:00 +0000 (UTC)',
    'X-SES-Spam-Verdict: PASS',
    'X-SES-Virus-Verdict: PASS',
    `Authentication-Results: amazonses.com; ${results}`,
    '',
  ].join('\r\n');
const vouched = seen('dkim=pass header.i=@corp.example; dmarc=pass header.from=corp.example');
const failed = seen('dkim=fail header.i=@corp.example; dmarc=fail header.from=corp.example');
const other = seen('dkim=pass header.i=@careless.example; dmarc=fail header.from=corp.example');

const ofHost = seen('dkim=pass header.i=@app.corp.example; dmarc=pass header.from=corp.example');

async function following(mail: string, more: Partial<DeliveryRecord> = {}, policy = policyWithPeople) {
  const taught: Word[] = [];
  const follower = learn({
    evidence: { read: async () => Buffer.from(mail) },
    policy: { current: async () => ({ policy, origin: 'current' }) },
    teach: async (words) => {
      taught.push(...words);
      return { outcome: 'learned', version: 4, added: words.length, changed: 0 };
    },
  });
  const record = aRecord('one', { direction: 'OUTBOUND', envelope: envelope('Bob@corp.example'), ...more });
  const handOver = { record, deliveryId: record.deliveryId, recordKey: keyOf(record) };
  return { followed: await follower.follow(handOver, new AbortController().signal), taught };
}
const envelope = (reversePath: string | null, ...recipients: readonly string[]) => ({
  reversePath,
  recipients: recipients.length > 0 ? recipients : ['spam@corp.example'],
  complete: true,
});
const inbound = { direction: 'INBOUND' } as const;

describe('the follower that learns', () => {
  it('learns what one of ours attached to a message to the address, octet for octet', async () => {
    const { followed, taught } = await following(forwarding('bob@corp.example', ''));
    expect(followed).toEqual({
      outcome: 'learned',
      detail: { as: 'spam', attached: 1, read: 1, added: 1, changed: 0, model: 4 },
    });
    expect(taught.map(({ bytes, ...word }) => ({ ...word, text: String(bytes) }))).toEqual([
      { as: 'spam', by: 'bob@corp.example', text: unwanted },
    ]);
  });

  it.each([
    { to: ['NotSpam@corp.example', 'carl@corp.example'], outcome: 'learned', as: ['ham'] },
    { to: ['carl@corp.example'], outcome: 'no-address', as: [] },
    { to: ['spam@corp.example', 'notspam@corp.example'], outcome: 'both', as: [] },
  ])('goes by the address: $to', async ({ to, outcome, as }) => {
    const { followed, taught } = await following(forwarding('bob@corp.example', ''), {
      envelope: envelope('bob@corp.example', ...to),
    });
    expect(followed.outcome).toBe(outcome);
    expect(taught.map((word) => word.as)).toEqual(as);
  });

  it.each([
    {
      what: 'inbound, vouched for',
      from: 'Bob <Bob@corp.example>',
      top: vouched,
      record: inbound,
      by: 'bob@corp.example',
    },
    {
      what: 'inbound, another address',
      from: 'B.Berg+x@corp.example',
      top: vouched,
      record: inbound,
      by: 'bob@corp.example',
    },
    {
      what: 'inbound, nobody of the directory',
      from: 'made-up-17@corp.example',
      top: vouched,
      record: inbound,
      by: null,
    },
    { what: 'inbound, a group', from: 'team@corp.example', top: vouched, record: inbound, by: null },
    { what: 'inbound, by a host below', from: 'bob@corp.example', top: ofHost, record: inbound, by: null },
    { what: 'inbound, failed', from: 'bob@corp.example', top: failed, record: inbound, by: null },
    { what: 'inbound, of another domain', from: 'bob@corp.example', top: other, record: inbound, by: null },
    { what: 'inbound, without a verdict', from: 'bob@corp.example', top: '', record: inbound, by: null },
    { what: 'inbound, by a stranger', from: 'eve@careless.example', top: other, record: inbound, by: null },
    {
      what: 'inbound, two authors',
      from: 'bob@corp.example, carl@corp.example',
      top: vouched,
      record: inbound,
      by: null,
    },
    { what: 'outbound', from: 'x@y.example', top: '', record: {}, by: 'bob@corp.example' },
    {
      what: 'outbound, another address',
      from: 'x',
      top: '',
      record: { envelope: envelope('B.Berg+2@corp.example') },
      by: 'bob@corp.example',
    },
    {
      what: 'outbound, not of the directory',
      from: 'x',
      top: '',
      record: { envelope: envelope('Dora+spam@corp.example') },
      by: 'dora@corp.example',
    },
    { what: 'outbound, a group', from: 'x', top: '', record: { envelope: envelope('team@corp.example') }, by: null },
    {
      what: 'outbound, not ours',
      from: 'x',
      top: '',
      record: { envelope: envelope('eve@careless.example') },
      by: null,
    },
    { what: 'outbound, nobody', from: 'bob@corp.example', top: '', record: { envelope: envelope(null) }, by: null },
  ])('believes nobody who may be another: $what', async ({ from, top, record, by }) => {
    const { followed, taught } = await following(forwarding(from, top), record);
    expect(taught.map((word) => word.by)).toEqual(by === null ? [] : [by]);
    expect(followed.outcome).toBe(by === null ? 'not-believed' : 'learned');
  });

  it('takes all inbound mail of a domain for one voice where the directory names nobody', async () => {
    const { taught } = await following(forwarding('made-up-17@corp.example', vouched), inbound, aPolicy({}));
    expect(taught.map(({ by }) => by)).toEqual(['@corp.example']);
  });

  it('takes no message inside an attached one, nothing that is not a message, and fifty at most', async () => {
    const nested = holding(part(unwanted))('carl@corp.example', '').replaceAll('--b', '--c').replace('=b', '=c');
    const outer = await following(holding(part(nested))('bob@corp.example', ''));
    expect(outer.taught).toHaveLength(1);
    expect(String(outer.taught[0]?.bytes)).toContain('carl@corp.example');
    expect((await following(holding(part('Hello.', 'text/plain'))('bob@corp.example', ''))).followed).toEqual({
      outcome: 'nothing-attached',
    });
    const many = Array.from({ length: 60 }, () => part(unwanted));
    expect((await following(holding(...many)('bob@corp.example', ''))).followed).toMatchObject({
      detail: { attached: 60, read: 50 },
    });
  });

  it('has nothing to read where there is no content', async () => {
    expect((await following('', { evidence: null })).followed).toEqual({ outcome: 'no-content' });
  });
});

describe('the policy', () => {
  it('refuses one address for both', () => {
    const wrong = parsePolicy({
      version: 1,
      domains: ['corp.example'],
      learning: { spam: ['a@corp.example'], ham: ['A@corp.example'] },
    });
    expect(wrong).toMatchObject({ ok: false, problems: [{ path: 'learning' }] });
  });
});
