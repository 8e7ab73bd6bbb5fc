import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../../local/flow/address-pattern.ts';
import type { FlowRule, RuleAction } from '../../../local/flow/rule.ts';
import { RuleBook } from '../../../local/flow/rule-book.ts';

const rule = (name: string, action: RuleAction, more: Partial<FlowRule> = {}): FlowRule => ({
  name,
  direction: 'INBOUND',
  senders: ['*'],
  recipients: ['*'],
  action,
  ...more,
});
const lambda: RuleAction = { type: 'RUN_LAMBDA', functionName: 'f', timeoutMs: 0, fallback: { type: 'DEFAULT' } };
const async: RuleAction = { type: 'RUN_LAMBDA_ASYNC', functionName: 'g' };

describe('a pattern', () => {
  it.each([
    { pattern: 'pat@partner.example', address: 'PAT@partner.example', matches: true },
    { pattern: 'pat@partner.example', address: 'apat@partner.example', matches: false },
    { pattern: 'partner.example', address: 'pat@partner.example', matches: true },
    { pattern: 'partner.example', address: 'pat@mail.partner.example', matches: false },
    { pattern: '*.partner.example', address: 'pat@partner.example', matches: true },
    { pattern: '*.partner.example', address: 'pat@a.b.Partner.Example', matches: true },
    { pattern: '*.partner.example', address: 'pat@notpartner.example', matches: false },
    { pattern: '*', address: '', matches: true }, // a message without an author
    { pattern: 'partner.example', address: '', matches: false },
  ])('$pattern and $address: $matches', ({ pattern, address, matches }) => {
    expect(parsePattern(pattern).matches(address)).toBe(matches);
  });

  it.each([
    '',
    'pat',
    'pat+tag@corp.example',
    '*@corp.example.',
    'corp.*',
    '*.*',
    '**',
    '@corp.example',
    'a b@corp.example',
    '-a.example',
    `${'a.'.repeat(130)}example`,
  ])('"%s" is refused', (pattern) => {
    expect(() => parsePattern(pattern)).toThrow(/^The pattern ".*" (is|has) .*Allowed are/);
  });

  property.prop([fc.string()])('is read or refused by name, whatever it is', (text) => {
    try {
      expect(parsePattern(text).matches('a@corp.example')).toBeTypeOf('boolean');
    } catch (fault) {
      expect(fault).toMatchObject({ message: expect.stringContaining(`The pattern "${text}"`) });
    }
  });
});

describe('the rule that holds', () => {
  const from = 'pat@mail.partner.example';
  const to = 'alice@corp.example';
  it.each([
    {
      why: 'an address beats a domain',
      rules: [
        rule('a', { type: 'DEFAULT' }, { senders: [from] }),
        rule('b', { type: 'DROP' }, { senders: ['mail.partner.example'] }),
      ],
      name: 'a',
    },
    {
      why: 'a domain beats a wildcard',
      rules: [
        rule('a', { type: 'DROP' }, { senders: ['*.mail.partner.example'] }),
        rule('b', { type: 'DEFAULT' }, { senders: ['mail.partner.example'] }),
      ],
      name: 'b',
    },
    {
      why: 'the longer wildcard wins',
      rules: [
        rule('a', { type: 'DROP' }, { senders: ['*.partner.example'] }),
        rule('b', { type: 'DEFAULT' }, { senders: ['*.mail.partner.example'] }),
      ],
      name: 'b',
    },
    {
      why: 'any pattern beats the star',
      rules: [rule('a', { type: 'DROP' }), rule('b', { type: 'DEFAULT' }, { senders: ['*.partner.example'] })],
      name: 'b',
    },
    {
      why: 'the best of several patterns counts',
      rules: [
        rule('a', { type: 'DEFAULT' }, { senders: ['*', from] }),
        rule('b', { type: 'DROP' }, { senders: ['mail.partner.example'] }),
      ],
      name: 'a',
    },
    {
      why: 'the sender counts before the recipient',
      rules: [rule('a', { type: 'DROP' }, { recipients: [to] }), rule('b', lambda, { senders: ['*.partner.example'] })],
      name: 'b',
    },
    {
      why: 'the recipient breaks a tie',
      rules: [rule('a', { type: 'DEFAULT' }, { recipients: [to] }), rule('b', { type: 'DROP' })],
      name: 'a',
    },
    {
      why: 'a static rule beats Run Lambda',
      rules: [rule('a', lambda), rule('b', { type: 'BYPASS_SPAM_CHECK' })],
      name: 'b',
    },
    { why: 'drop beats bounce', rules: [rule('a', { type: 'BOUNCE' }), rule('b', { type: 'DROP' })], name: 'b' },
    { why: 'who waits beats who does not', rules: [rule('a', async), rule('b', lambda)], name: 'b' },
    { why: 'the name decides last', rules: [rule('b', { type: 'DROP' }), rule('a', { type: 'DROP' })], name: 'a' },
    { why: 'none', rules: [rule('a', { type: 'DROP' }, { senders: ['other.example'] })], name: undefined },
    {
      why: 'the other direction has its own',
      rules: [rule('a', { type: 'DROP' }, { direction: 'OUTBOUND' })],
      name: undefined,
    },
  ])('$why', ({ rules, name }) => {
    expect(new RuleBook(rules).ruleFor('INBOUND', { from }, to)?.name).toBe(name);
    expect(new RuleBook(rules.toReversed()).ruleFor('INBOUND', { from }, to)?.name).toBe(name);
  });

  it('goes out by Default before Drop, as WorkMail lists them', () => {
    const book = new RuleBook([
      rule('drop', { type: 'DROP' }, { direction: 'OUTBOUND' }),
      rule('send', { type: 'DEFAULT' }, { direction: 'OUTBOUND' }),
    ]);
    expect(book.ruleFor('OUTBOUND', { from: to }, from)?.name).toBe('send');
  });

  it('is found by Sender first, by From where Sender finds none', () => {
    const book = new RuleBook([
      rule('sender', { type: 'DROP' }, { senders: ['list.example'] }),
      rule('from', { type: 'BOUNCE' }, { senders: [from] }),
    ]);
    const found = (sender?: string) => book.ruleFor('INBOUND', { sender, from }, to)?.name;
    expect([found('a@list.example'), found('a@other.example'), found()]).toEqual(['sender', 'from', 'from']);
  });
});

describe('a rule', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `d${at}.example`);
  it.each([
    {
      why: 'with a bad pattern',
      rules: [rule('a', lambda, { senders: ['a+b@c.example'] })],
      says: /"a" \(inbound\): The pattern "a\+b@c.example" has a "\+"/,
    },
    { why: 'for nobody', rules: [rule('a', { type: 'DROP' }, { recipients: [] })], says: /no recipient patterns/ },
    { why: 'without a name', rules: [rule(' ', lambda)], says: /no name/ },
    {
      why: 'with 251 patterns',
      rules: [rule('a', lambda, { senders: many(251) })],
      says: /251 sender patterns; a rule may have 250/,
    },
    {
      why: 'that makes 1,001',
      rules: ['a', 'b', 'c', 'd', 'e'].map((name, at) => rule(name, lambda, { senders: many(at === 4 ? 1 : 250) })),
      says: /1001 sender patterns; an organisation may have 1000/,
    },
    { why: 'named twice', rules: [rule('a', lambda), rule('a', async)], says: /Two inbound flow rules are named "a"/ },
    {
      why: 'to a gateway, inbound',
      rules: [rule('a', { type: 'SMTP_GATEWAY', gateway: 'g' })],
      says: /SMTP_GATEWAY is not one of this direction/,
    },
    {
      why: 'to junk, outbound',
      rules: [rule('a', { type: 'MOVE_TO_JUNK' }, { direction: 'OUTBOUND' })],
      says: /MOVE_TO_JUNK is not one/,
    },
    {
      why: 'with a fallback of the other direction',
      rules: [rule('a', { ...lambda, fallback: { type: 'MOVE_TO_JUNK' } }, { direction: 'OUTBOUND' })],
      says: /fallback action MOVE_TO_JUNK/,
    },
    {
      why: 'that waits for some recipients',
      rules: [rule('a', lambda, { recipients: ['corp.example'] })],
      says: /must have the recipient pattern "\*"/,
    },
    {
      why: 'with 241 minutes',
      rules: [rule('a', { ...lambda, timeoutMs: 241 * 60_000 })],
      says: /must be 0 to 14400000 ms/,
    },
  ])('$why is refused', ({ rules, says }) => {
    expect(() => new RuleBook(rules)).toThrow(says);
  });

  it('may have the same name in both directions, and 250 patterns', () => {
    const both = [
      rule('a', lambda, { senders: many(250) }),
      rule('a', async, { direction: 'OUTBOUND', recipients: ['corp.example'] }),
    ];
    expect(new RuleBook(both).rules).toHaveLength(2);
  });
});
