import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { authentication as filter } from '../../shared/filters/authentication.ts';
import type { AuthenticationResult } from '../../shared/mail/authentication.ts';
import { aMailObject, type MailTraits } from '../builders.ts';

const settings = v.parse(filter.settings, {});
const verdictOn = (traits: MailTraits) => filter.evaluate(aMailObject(traits), settings);
const reasonOn = (traits: MailTraits) => {
  const [verdict] = [verdictOn(traits)].flat();
  return verdict?.outcome === 'match' ? verdict.reason : verdict?.outcome;
};

const result = (word: AuthenticationResult, domain = 'sender.example') => ({ result: word, domain }) as const;

describe('authentication', () => {
  it.each([
    { found: { dmarc: result('pass') }, reason: 'pass' },
    { found: { dkim: [result('fail'), result('pass')] }, reason: 'pass' },
    { found: { spf: result('pass', 'bounce.sender.example') }, reason: 'pass' },
    // A list broke the signature, the forwarder the SPF result: DMARC's word is the domain's own.
    { found: { spf: result('pass', 'list.example'), dmarc: result('fail') }, reason: 'dmarc-fail' },
    { found: { dmarc: { ...result('fail'), policy: 'quarantine' as const } }, reason: 'dmarc-fail' },
    { found: { dmarc: { ...result('fail'), policy: 'reject' as const } }, reason: 'dmarc-fail-reject' },
    { found: { dmarc: { ...result('fail'), policy: 'none' as const } }, reason: 'dmarc-fail-none' },
    { found: { dmarc: { ...result('pass'), policy: 'reject' as const } }, reason: 'pass' },
    // Several authors, or a record that cannot be read: nothing is proved, and nothing disproved.
    { found: { dmarc: result('permerror') }, reason: 'permerror' },
    { found: { spf: result('fail') }, reason: 'spf-fail' },
    { found: { spf: result('fail'), dkim: [result('pass')] }, reason: 'pass' },
    { found: { spf: result('fail'), dkim: [result('pass', 'list.example')] }, reason: 'spf-fail' },
    { found: { spf: result('softfail') }, reason: 'no-authentication' },
    { found: { spf: result('pass', 'other.example') }, reason: 'no-authentication' },
    { found: { spf: result('pass', 'notsender.example') }, reason: 'no-authentication' },
    { found: { dmarc: result('temperror') }, reason: 'temperror' },
    { found: { dkim: [result('temperror')], spf: result('permerror') }, reason: 'temperror' },
    { found: { spf: result('permerror') }, reason: 'permerror' },
    { found: {}, reason: 'no-authentication' },
  ])('$found: $reason', ({ found, reason }) => {
    expect(reasonOn({ authentication: found })).toBe(reason);
  });

  it.each([
    { from: 'news.sender.test', by: 'sender.test', reason: 'pass' },
    { from: 'news.sender.test', by: 'mail.sender.test', reason: 'pass' },
    { from: 'news.sender.co.uk', by: 'sender.co.uk', reason: 'pass' },
    { from: 'bank.co.uk', by: 'evil.co.uk', reason: 'no-authentication' },
    { from: 'one.github.io', by: 'two.github.io', reason: 'no-authentication' },
  ])('takes $by for one organisation with $from or not: $reason', ({ from, by, reason }) => {
    const authors = [`ann@${from}`];
    expect(reasonOn({ from: authors, authentication: { dkim: [result('pass', by)] } })).toBe(reason);
    expect(reasonOn({ from: authors, authentication: { spf: result('pass', by) } })).toBe(reason);
  });

  it('makes the same of what we found out ourselves as of what SES says', () => {
    const words = ['pass', 'fail', 'softfail', 'neutral', 'none', 'policy', 'temperror', 'permerror'] as const;
    for (const spf of words)
      for (const dmarc of words) {
        const found = { spf: result(spf), dmarc: result(dmarc), dkim: [result(spf, 'list.example')] };
        const bySes = verdictOn({ authentication: found });
        expect(verdictOn({ authentication: { ...found, origin: 'checked' } })).toEqual(bySes);
      }
  });

  it('says so where SES left nothing', () => {
    expect(reasonOn({})).toBe('no-verdict');
  });

  it('does not let one author speak for another', () => {
    const from = ['ann@sender.example', 'ceo@corp.example'];
    expect(reasonOn({ from, authentication: { dmarc: result('pass') } })).toBe('no-authentication');
  });

  it('tells results, not names', () => {
    expect(verdictOn({ authentication: { spf: result('fail'), dkim: [result('pass', 'x.example')] } })).toMatchObject({
      evidence: { spf: 'fail', dmarc: 'none', dkimPasses: 1 },
    });
  });
});
