import { fc, it as property } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { allowBlock } from '../../shared/filters/allow-block.ts';
import { match } from '../../shared/filters/filter.ts';
import { aMailObject, type MailTraits } from '../builders.ts';

const settings = v.parse(allowBlock.settings, {});
const verdictsOn = (traits: MailTraits) => [allowBlock.evaluate(aMailObject(traits), settings)].flat();
const lists = (allow: readonly string[], block: readonly string[] = []) => ({ allow, block });
const pass = (domain: string) => ({ result: 'pass', domain }) as const;

const allowed = (entry: string, traits: MailTraits) =>
  verdictsOn({ ...traits, organisation: { lists: lists([entry]) } }).length > 0;
const blocked = (entry: string, traits: MailTraits) =>
  verdictsOn({ ...traits, organisation: { lists: lists([], [entry]) } }).length > 0;

describe('allow-block: an allow entry', () => {
  it.each([
    { entry: 'sender.example', authentication: { dmarc: pass('sender.example') }, counts: true },
    { entry: 'ann@sender.example', authentication: { dmarc: pass('sender.example') }, counts: true },
    { entry: '*.sender.example', authentication: { dmarc: pass('sender.example') }, counts: true },
    { entry: '*.example', authentication: { dmarc: pass('sender.example') }, counts: true },
    { entry: 'sender.example', authentication: { dkim: [pass('sender.example')] }, counts: true },
    { entry: 'sender.example', authentication: { spf: pass('sender.example') }, counts: true },
    { entry: '*.sender.example', authentication: { spf: pass('bounce.sender.example') }, counts: true },
    // An exact entry vouches for one name; who owns a name below it may be somebody else.
    { entry: 'sender.example', authentication: { spf: pass('bounce.sender.example') }, counts: false },
    { entry: 'sender.example', authentication: {}, counts: false },
    { entry: 'sender.example', authentication: undefined, counts: false },
    { entry: 'sender.example', authentication: { dmarc: pass('other.example') }, counts: false },
    { entry: 'sender.example', authentication: { dkim: [pass('other.example')] }, counts: false },
    {
      entry: 'sender.example',
      authentication: { dmarc: { result: 'fail', domain: 'sender.example' } as const },
      counts: false,
    },
    { entry: 'ender.example', authentication: { dmarc: pass('sender.example') }, counts: false },
    // All below a name, but never one in the name of another.
    { entry: '*.example', authentication: { dkim: [pass('other.example')] }, counts: false },
    { entry: '*.example', authentication: { spf: pass('bounce.sender.example') }, counts: true },
    {
      entry: '*.sender.example',
      authentication: {
        dkim: [pass('lists.sender.example')],
        dmarc: { result: 'fail', domain: 'sender.example' } as const,
      },
      counts: false,
    },
    { entry: '*.ender.example', authentication: { dmarc: pass('sender.example') }, counts: false },
    { entry: 'example', authentication: { dmarc: pass('sender.example') }, counts: false },
    { entry: 'bob@sender.example', authentication: { dmarc: pass('sender.example') }, counts: false },
  ])('$entry with $authentication counts: $counts', ({ entry, authentication, counts }) => {
    expect(allowed(entry, { ...(authentication && { authentication }) })).toBe(counts);
  });

  it.each([
    { from: ['ann@sender.example, Ann <ANN@sender.example>'], counts: true },
    { from: ['ann@sender.example', 'eve@evil.example'], counts: false },
    { from: ['ann@sender.example, eve@evil.example'], counts: false },
    { from: ['ann@sender.example, Eve'], counts: false },
    { from: ['ann@sender.example', ''], counts: false },
    { from: [], counts: false },
    { from: ['"ann@sender.example" <eve@evil.example>'], counts: false },
  ])('counts for $from: $counts', ({ from, counts }) => {
    expect(allowed('sender.example', { from, authentication: { dmarc: pass('sender.example') } })).toBe(counts);
  });

  it.each([
    { below: 'co.uk', counts: false },
    { below: 'github.io', counts: false },
    { below: 'owner.test', counts: true },
  ])('for all below $below lets one name there speak for another: $counts', ({ below, counts }) => {
    const traits = { from: [`a@one.${below}`], authentication: { dkim: [pass(`two.${below}`)] } };
    expect(allowed(`*.${below}`, traits)).toBe(counts);
  });

  it('never counts for the reverse-path', () => {
    const traits = { from: ['eve@evil.example'], envelope: { reversePath: 'ann@sender.example' } };
    expect(allowed('sender.example', { ...traits, authentication: { spf: pass('sender.example') } })).toBe(false);
  });
});

describe('allow-block: a block entry', () => {
  it.each([
    { entry: 'sender.example', traits: {}, counts: true },
    { entry: 'ann@sender.example', traits: {}, counts: true },
    { entry: '*.example', traits: {}, counts: true },
    { entry: 'evil.example', traits: { from: ['ann@sender.example, eve@evil.example'] }, counts: true },
    { entry: 'evil.example', traits: { from: ['ann@sender.example', 'eve@evil.example'] }, counts: true },
    { entry: 'evil.example', traits: { envelope: { reversePath: 'x@Evil.example' } }, counts: true },
    { entry: 'evil.example', traits: { authentication: { reversePath: 'x@evil.example' } }, counts: true },
    { entry: 'evil.example', traits: { envelope: { reversePath: null } }, counts: false },
    { entry: 'evil.example', traits: { from: ['"eve@evil.example" <ann@sender.example>'] }, counts: false },
    { entry: 'evil.example', traits: { from: ['ann@notevil.example'] }, counts: false },
    { entry: 'evil.example', traits: { from: ['ann@sub.evil.example'] }, counts: false },
    { entry: '*.evil.example', traits: { from: ['ann@sub.evil.example'] }, counts: true },
    { entry: 'xn--bse-sna.example', traits: { from: ['ann@böse.example'] }, counts: true },
  ])('$entry on $traits counts: $counts', ({ entry, traits, counts }) => {
    expect(blocked(entry, traits)).toBe(counts);
  });

  property.prop([fc.array(fc.constantFrom<string>('ann@sender.example', 'x@y.example'), { maxLength: 5 }), fc.nat(5)])(
    'counts wherever among the authors it stands',
    (others, at) => {
      const authors = others.toSpliced(at, 0, 'eve@evil.example');
      expect(blocked('evil.example', { from: [authors.join(', ')] })).toBe(true);
      expect(blocked('evil.example', { from: authors })).toBe(true);
    },
  );
});

describe('allow-block: mailboxes', () => {
  const organisation = {
    mailboxLists: {
      'bob@corp.example': lists(['sender.example']),
      'eve@corp.example': lists([], ['sender.example']),
    },
    directory: {
      people: [{ name: 'Bob', addresses: ['robert@corp.example', 'bob@corp.example'] }],
      groups: [],
      partners: [],
    },
  };

  it('each recipient has its own lists, whatever address it is reached by', () => {
    const recipients = ['Robert@corp.example', 'eve@corp.example', 'carl@corp.example'];
    const verdicts = verdictsOn({
      organisation,
      envelope: { recipients },
      authentication: { spf: pass('sender.example') },
    });
    expect(verdicts).toEqual([
      match('allow-listed-mailbox', { domain: 'sender.example', by: 'spf' }, { recipients: ['Robert@corp.example'] }),
      match('block-listed-mailbox', { domain: 'sender.example', in: 'from' }, { recipients: ['eve@corp.example'] }),
    ]);
  });

  it('an address that is a name of Object is no mailbox', () => {
    expect(verdictsOn({ organisation, envelope: { recipients: ['constructor', '__proto__'] } })).toEqual([]);
  });
});
