import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { authentication as filter } from '../../shared/filters/authentication.ts';
import type { AuthenticationResult } from '../../shared/mail/authentication.ts';
import { aMailObject, crlf, type MailTraits } from '../builders.ts';

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

  describe('of what a list handed on and broke', () => {
    const raw = (from: string, ...fields: string[]) =>
      crlf(`From: ${from}`, ...fields, 'Subject: [dev] Hello', '', 'x', '');
    const post = raw('Joe <joe@gmail.com>', 'List-Id: Development <dev.lists.test>');
    const failed = (domain: string) => ({ dmarc: result('fail', domain) });
    const broken = { ...failed('gmail.com'), dkim: [result('fail', 'gmail.com'), result('pass', 'lists.test')] };

    it.each([
      { how: 'List-Id', message: post },
      { how: 'List-Id without brackets', message: raw('joe@gmail.com', 'List-Id: dev.lists.test') },
      { how: 'List-Post', message: raw('joe@gmail.com', 'List-Post: <mailto:dev@lists.test?subject=x>') },
      {
        how: 'the Sender beside it',
        message: raw('joe@gmail.com', 'List-Id: <dev.localhost>', 'Sender: dev-bounces@lists.test'),
      },
    ])('says so, by $how', ({ message }) => {
      const [verdict] = [verdictOn({ raw: message, authentication: broken })].flat();
      expect(verdict).toMatchObject({ reason: 'dmarc-fail-list', evidence: { list: 'lists.test', dmarc: 'fail' } });
    });

    it.each([
      { how: 'no list', message: raw('joe@gmail.com', 'Sender: dev-bounces@lists.test') },
      { how: 'a list that nobody vouches for', message: raw('joe@gmail.com', 'List-Id: <dev.other.test>') },
      { how: 'one that takes no posts', message: raw('joe@gmail.com', 'List-Post: NO') },
      { how: 'nobody with an address', message: raw('Joe', 'List-Id: <dev.lists.test>') },
      { how: 'a colleague', message: raw('bob@corp.example', 'List-Id: <dev.lists.test>') },
      { how: 'a domain below ours', message: raw('bob@app.corp.example', 'List-Id: <dev.lists.test>') },
      { how: 'a partner', message: raw('ann@partner.example', 'List-Id: <dev.lists.test>') },
      { how: "a colleague's private address", message: raw('Bob.B@GMX.de', 'List-Id: <dev.lists.test>') },
      { how: 'a member of a group', message: raw('carl@gmx.de', 'List-Id: <dev.lists.test>') },
      { how: 'a colleague among others', message: raw('joe@gmail.com, bob@corp.example', 'List-Id: <dev.lists.test>') },
    ])('and not of $how', ({ message }) => {
      const directory = {
        people: [{ name: 'Bob', addresses: ['bob@corp.example', 'bob.b@gmx.de'] }],
        groups: [{ address: 'all@corp.example', members: ['carl@gmx.de'] }],
        partners: [{ name: 'Partner', domains: ['partner.example'] }],
      };
      expect(reasonOn({ raw: message, authentication: broken, organisation: { directory } })).toBe('dmarc-fail');
    });

    it('and not where the list is a name of the author, or of a freemail domain', () => {
      const own = raw('joe@lists.test', 'List-Id: <dev.lists.test>');
      const dkim = [result('pass', 'dev.lists.test')];
      expect(reasonOn({ raw: own, authentication: { ...failed('lists.test'), dkim } })).toBe('dmarc-fail');
      const freemail = raw('joe@bank.test', 'List-Id: <x.gmail.com>');
      const authentication = { ...failed('bank.test'), dkim: [result('pass', 'gmail.com')] };
      expect(reasonOn({ raw: freemail, authentication })).toBe('dmarc-fail');
    });

    it('takes SPF for a word, too, and the word of a domain whose policy is known before it', () => {
      const spf = result('pass', 'bounces.lists.test');
      expect(reasonOn({ raw: post, authentication: { ...failed('gmail.com'), spf } })).toBe('dmarc-fail-list');
      for (const policy of ['quarantine', 'reject'] as const) {
        const authentication = { ...broken, dmarc: { ...result('fail', 'gmail.com'), policy } };
        expect(reasonOn({ raw: post, authentication })).toMatch(/^dmarc-fail(?:-reject)?$/);
      }
    });
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
