import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type AuthenticationResult, authenticationResults } from '../../shared/mail/authentication.ts';
import { identityOf } from '../../shared/mail/identity.ts';
import { aMailObject, type MailTraits } from '../builders.ts';

const of = (result: AuthenticationResult, domain = 'sender.example') => ({ result, domain });
const identity = (
  authentication: MailTraits['authentication'],
  from: readonly string[] = ['Ann <ann@sender.example>'],
) => {
  const { organisation, isProven, by } = identityOf(
    aMailObject({ from, ...(authentication ? { authentication } : {}) }),
  );
  return [organisation, isProven, by].join(' ').trim();
};

describe('who the author is proven to be', () => {
  it.each([
    { case: 'nothing is known', found: undefined, identity: 'sender.example unknown' },
    { case: 'nothing was found', found: {}, identity: 'sender.example no' },
    { case: 'DMARC', found: { dmarc: of('pass') }, identity: 'sender.example yes dmarc' },
    { case: 'DKIM', found: { dkim: [of('fail'), of('pass')] }, identity: 'sender.example yes dkim' },
    { case: 'SPF', found: { spf: of('pass') }, identity: 'sender.example yes spf' },
    { case: 'a name below', found: { spf: of('pass', 'bounce.sender.example') }, identity: 'sender.example yes spf' },
    { case: 'the sender’s host alone', found: { spf: of('pass', 'esp.example') }, identity: 'sender.example no' },
    { case: 'DMARC against DKIM', found: { dmarc: of('fail'), dkim: [of('pass')] }, identity: 'sender.example no' },
    { case: 'no answer of DMARC', found: { dmarc: of('temperror') }, identity: 'sender.example unknown' },
    { case: 'no answer about its key', found: { dkim: [of('temperror')] }, identity: 'sender.example unknown' },
    { case: 'no answer about nobody', found: { dkim: [of('temperror', '')] }, identity: 'sender.example unknown' },
    // Whoever signs with a key that nobody can read has said nothing, in whosever name.
    { case: 'a broken signature in its name', found: { dkim: [of('permerror')] }, identity: 'sender.example no' },
    { case: 'a broken signature of nobody', found: { dkim: [of('permerror', '')] }, identity: 'sender.example no' },
    { case: 'a broken record', found: { spf: of('permerror') }, identity: 'sender.example no' },
    { case: 'a broken policy', found: { dmarc: of('permerror') }, identity: 'sender.example no' },
    {
      case: 'no answer about another',
      found: { dkim: [of('temperror', 'esp.example')] },
      identity: 'sender.example no',
    },
  ] as const)('$case: $identity', ({ found, identity: expected }) => {
    expect(identity(found)).toBe(expected);
  });

  it.each([
    { from: ['a@mail.sender.example'], identity: 'sender.example yes spf' },
    { from: ['a@sender.example, b@mail.sender.example'], identity: 'sender.example yes spf' },
    { from: ['a@sender.example, b@bank.example'], identity: ' unknown' },
    { from: ['a@sender.example', 'a@sender.example'], identity: ' unknown' },
    { from: ['a@sender.example, The Bank'], identity: ' unknown' },
    { from: ['Ann'], identity: ' unknown' },
    { from: [], identity: ' unknown' },
    { from: ['a@bob.github.io'], identity: 'bob.github.io no' },
  ])('$from: $identity', ({ from, identity: expected }) => {
    expect(identity({ spf: of('pass') }, from)).toBe(expected.trim());
  });

  it('takes no word of DMARC for a tenant whose neighbour may have been given it', () => {
    const from = ['steve@fabrikam.onmicrosoft.com'];
    const dmarc = of('pass', 'fabrikam.onmicrosoft.com');
    expect(identity({ dmarc, dkim: [of('pass', 'evil.onmicrosoft.com')] }, from)).toBe('fabrikam.onmicrosoft.com no');
    expect(identity({ dmarc, dkim: [of('pass', 'fabrikam.onmicrosoft.com')] }, from)).toBe(
      'fabrikam.onmicrosoft.com yes dkim',
    );
    expect(identity({ dmarc: of('pass', 'bob.github.io') }, ['a@bob.github.io'])).toBe('bob.github.io yes dmarc');
  });

  const word = fc.constantFrom(...authenticationResults);
  const domain = fc.constantFrom('sender.example', 'mail.sender.example', 'evil.example', '');
  const found = fc.record({ result: word, domain });
  prop.prop([fc.option(found), fc.array(found, { maxLength: 3 }), fc.option(found)])(
    'is proven by a pass for it and by nothing else',
    (spf, dkim, dmarc) => {
      const { isProven, by } = identityOf(aMailObject({ authentication: { spf, dkim, dmarc } }));
      const passes = [spf, ...dkim, dmarc].some(
        (one) => one?.result === 'pass' && one.domain.endsWith('sender.example'),
      );
      if (isProven === 'yes') expect(passes).toBe(true);
      expect(by === null).toBe(isProven !== 'yes');
    },
  );
});
