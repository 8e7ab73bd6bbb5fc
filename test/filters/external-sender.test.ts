import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { externalSender } from '../../shared/filters/external-sender.ts';
import { aMailObject, type MailTraits } from '../builders.ts';

const settings = v.parse(externalSender.settings, {});
const reasonOn = (traits: MailTraits) => {
  const [verdict] = [externalSender.evaluate(aMailObject(traits), settings)].flat();
  return verdict?.outcome === 'match' ? verdict.reason : verdict?.outcome;
};

const pass = (domain: string) => ({ result: 'pass', domain }) as const;
const internal = ['Bob <bob@corp.example>'];

describe('external-sender', () => {
  it.each([
    { from: ['ann@sender.example'], authentication: { dmarc: pass('sender.example') }, reason: 'external-sender' },
    { from: ['ann@sender.example'], authentication: {}, reason: 'external-sender' },
    { from: ['ann@sender.example'], authentication: undefined, reason: 'external-sender' },
    { from: internal, authentication: { dmarc: pass('corp.example') }, reason: 'pass' },
    { from: ['Bob <BOB@Corp.Example>'], authentication: { dmarc: pass('corp.example') }, reason: 'pass' },
    { from: internal, authentication: { dkim: [pass('corp.example')] }, reason: 'pass' },
    { from: internal, authentication: { spf: pass('bounce.corp.example') }, reason: 'pass' },
    // A name that authentication speaks for, but not this one.
    { from: internal, authentication: { dmarc: pass('sender.example') }, reason: 'spoofed-internal-sender' },
    { from: internal, authentication: { dkim: [pass('evilcorp.example')] }, reason: 'spoofed-internal-sender' },
    { from: internal, authentication: { spf: pass('example') }, reason: 'spoofed-internal-sender' },
    {
      from: internal,
      authentication: { spf: { result: 'softfail', domain: 'corp.example' } as const },
      reason: 'spoofed-internal-sender',
    },
    { from: internal, authentication: {}, reason: 'spoofed-internal-sender' },
    // No trace of SES: as far as we know, WorkMail's internal mail.
    { from: internal, authentication: undefined, reason: 'unverified-internal-sender' },
    // Several authors: all must be from inside.
    {
      from: ['bob@corp.example, ann@sender.example'],
      authentication: { dmarc: pass('corp.example') },
      reason: 'external-sender',
    },
    {
      from: ['ann@sender.example', 'ceo@corp.example'],
      authentication: { dmarc: pass('sender.example') },
      reason: 'spoofed-internal-sender',
    },
    { from: ['ann@sender.example', 'ceo@corp.example'], authentication: undefined, reason: 'external-sender' },
    // The display name is no address, a subdomain is not the domain, and no author is not a colleague.
    { from: ['"ceo@corp.example" <ann@sender.example>'], authentication: {}, reason: 'external-sender' },
    {
      from: ['ceo@mail.corp.example'],
      authentication: { dmarc: pass('mail.corp.example') },
      reason: 'external-sender',
    },
    { from: ['ceo@corp.example.sender.example'], authentication: {}, reason: 'external-sender' },
    { from: ['The Board'], authentication: {}, reason: 'external-sender' },
    {
      from: ['bob@corp.example', 'The Board'],
      authentication: { dmarc: pass('corp.example') },
      reason: 'external-sender',
    },
    { from: ['=?utf-8?q?ceo=40corp=2Eexample?='], authentication: {}, reason: 'external-sender' },
    { from: [], authentication: {}, reason: 'external-sender' },
  ])('$from with $authentication: $reason', ({ from, authentication, reason }) => {
    expect(reasonOn({ from, ...(authentication && { authentication }) })).toBe(reason);
  });

  it.each([
    { by: 'northwind.test', reason: 'pass' },
    { by: 'mail.northwind.test', reason: 'pass' },
    { by: 'northwind.evil.test', reason: 'spoofed-internal-sender' },
  ])('knows its own mail by a signature of $by: $reason', ({ by, reason }) => {
    const organisation = { domains: ['northwind.test', 'app.northwind.test'] };
    const from = ['no-reply@app.northwind.test'];
    expect(reasonOn({ from, organisation, authentication: { dkim: [pass(by)] } })).toBe(reason);
  });

  it('believes the domain that its mail needs more than that (adkim=s)', () => {
    const dmarc = { result: 'fail', domain: 'corp.example' } as const;
    const authentication = { dkim: [pass('lists.corp.example')], dmarc };
    expect(reasonOn({ from: internal, authentication })).toBe('spoofed-internal-sender');
  });

  it('calls nobody external where the organisation has no domain', () => {
    expect(reasonOn({ authentication: {}, organisation: { domains: [] } })).toBe('pass');
  });
});
