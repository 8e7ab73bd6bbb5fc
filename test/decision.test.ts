import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Circumstances, decide, decideForAll, isDelivered, wantedEdits } from '../shared/decision.ts';
import type { Finding } from '../shared/evaluate.ts';
import { noAuthentication } from '../shared/mail/authentication.ts';
import { type Disposition, dispositions, strictness } from '../shared/mail/disposition.ts';
import type { Policy } from '../shared/policy.ts';
import { parsePolicy } from '../shared/policy-document.ts';

const bob = 'bob@corp.example';
const eve = 'eve@corp.example';

function aPolicy(more: Record<string, unknown> = {}): Policy {
  const parsed = parsePolicy({ version: 1, domains: ['corp.example'], ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

function aFinding(disposition: Disposition, more: Partial<Finding> = {}): Finding {
  return {
    filter: 'upstream-verdict',
    reason: 'upstream-spam',
    evidence: {},
    parts: [],
    mode: 'enforce',
    onMatch: { disposition, edits: [] },
    yieldsToAllow: false,
    allows: false,
    ...more,
  };
}

function circumstances(more: Partial<Circumstances> = {}): Circumstances {
  return {
    direction: 'INBOUND',
    envelope: { reversePath: 'alice@partner.example', recipients: [bob, eve], complete: true },
    authentication: { ...noAuthentication, origin: 'ses-block', spf: { result: 'pass', domain: 'partner.example' } },
    can: { rewrite: true, verdicts: true, instead: {} },
    ...more,
  };
}

const anAlternative = (disposition: Disposition, yieldsToAllow = false) => ({ disposition, yieldsToAllow });

const plain = { disposition: 'DEFAULT' };
const forBob = (decision: ReturnType<typeof decide>) =>
  decision.recipients.find(({ address }) => address === bob)?.action;
const forEve = (decision: ReturnType<typeof decide>) =>
  decision.recipients.find(({ address }) => address === eve)?.action;

describe('decide', () => {
  it('delivers what nobody objects to', () => {
    expect(decide([], aPolicy(), circumstances())).toEqual({
      recipients: [
        { address: bob, action: plain },
        { address: eve, action: plain },
      ],
      rest: plain,
      downgrades: [],
    });
  });

  it.prop([
    fc
      .array(fc.constantFrom(...dispositions), { minLength: 1 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
  ])('takes the strictest finding, whatever the order', ([all, shuffled]) => {
    const strictest = Math.max(...all.map(strictness));
    const decision = decide(
      shuffled.map((disposition) => aFinding(disposition)),
      aPolicy(),
      circumstances(),
    );
    expect(strictness(decision.rest.disposition)).toBe(strictest);
  });

  it('does nothing for a finding in shadow', () => {
    expect(decide([aFinding('DROP', { mode: 'shadow' })], aPolicy(), circumstances()).rest).toEqual(plain);
  });

  it('keeps a finding about one recipient to that recipient', () => {
    const decision = decide(
      [aFinding('MOVE_TO_JUNK', { recipients: ['BOB@corp.example'] })],
      aPolicy(),
      circumstances(),
    );
    expect(forBob(decision)).toEqual({ disposition: 'MOVE_TO_JUNK' });
    expect(forEve(decision)).toEqual(plain);
    expect(decision.rest).toEqual(plain);
  });

  it('lets an allow-list entry outrank what yields to it, for whom it holds', () => {
    const spam = aFinding('MOVE_TO_JUNK', { yieldsToAllow: true });
    const allowed = aFinding('BYPASS_SPAM_CHECK', { filter: 'allow-block', allows: true, recipients: [bob] });
    const decision = decide([spam, allowed], aPolicy(), circumstances());
    expect(forBob(decision)).toEqual({ disposition: 'BYPASS_SPAM_CHECK' });
    expect(forEve(decision)).toEqual({ disposition: 'MOVE_TO_JUNK' });
  });

  it('lets no allow-list entry outrank what does not yield', () => {
    const virus = aFinding('DROP');
    const allowed = aFinding('BYPASS_SPAM_CHECK', { allows: true });
    expect(decide([virus, allowed], aPolicy(), circumstances()).rest).toEqual({ disposition: 'DROP' });
  });

  it.each([bob, 'robert@corp.example'])('lets a mailbox loosen its own disposition (addressed as %s)', (address) => {
    const policy = aPolicy({
      directory: { people: [{ name: 'Bob', addresses: [bob, 'robert@corp.example'] }] },
      mailboxes: { [bob]: { onMatch: { 'upstream-verdict': { 'upstream-spam': { disposition: 'DEFAULT' } } } } },
    });
    const envelope = { reversePath: null, recipients: [address, eve], complete: true };
    const decision = decide([aFinding('MOVE_TO_JUNK')], policy, circumstances({ envelope }));
    expect(decision.recipients).toEqual([
      { address, action: plain },
      { address: eve, action: { disposition: 'MOVE_TO_JUNK' } },
    ]);
  });

  it('uses organisation policy alone, the same for all, where the recipient list was shortened', () => {
    const envelope = { reversePath: null, recipients: [bob], complete: false };
    const findings = [aFinding('DROP', { recipients: [bob] }), aFinding('MOVE_TO_JUNK')];
    expect(decide(findings, aPolicy(), circumstances({ envelope }))).toEqual({
      recipients: [],
      rest: { disposition: 'MOVE_TO_JUNK' },
      downgrades: [],
    });
  });

  it('applies the alternative of an edit that cannot be done, also to a mailbox that loosened', () => {
    const policy = aPolicy({
      mailboxes: { [bob]: { onMatch: { 'upstream-verdict': { 'upstream-spam': { disposition: 'DEFAULT' } } } } },
    });
    const impossible = [anAlternative('DEFAULT'), anAlternative('MOVE_TO_JUNK')];
    const decision = decide([aFinding('DEFAULT')], policy, circumstances(), impossible);
    expect(forBob(decision)).toEqual({ disposition: 'MOVE_TO_JUNK' });
    expect(decision.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
  });

  it('spares whom an allow-list entry holds for the alternative of a warning, and no other', () => {
    const allowed = aFinding('BYPASS_SPAM_CHECK', { filter: 'allow-block', allows: true, recipients: [bob] });
    const warning = decide([allowed], aPolicy(), circumstances(), [anAlternative('MOVE_TO_JUNK', true)]);
    expect(forBob(warning)).toEqual({ disposition: 'BYPASS_SPAM_CHECK' });
    expect(forEve(warning)).toEqual({ disposition: 'MOVE_TO_JUNK' });
    const other = decide([allowed], aPolicy(), circumstances(), [anAlternative('MOVE_TO_JUNK')]);
    expect(forBob(other)).toEqual({ disposition: 'MOVE_TO_JUNK' });
  });
});

describe('the bounce rule', () => {
  const bounce = aFinding('BOUNCE', { onMatch: { disposition: 'BOUNCE', bounceMessage: 'Not here.', edits: [] } });
  const spfFor = (domain: string) => ({ ...noAuthentication, spf: { result: 'pass' as const, domain } });
  const dmarcFor = (domain: string) => ({ ...noAuthentication, dmarc: { result: 'pass' as const, domain } });
  const from = (reversePath: string | null) => ({ reversePath, recipients: [bob], complete: true });

  it.each([
    { envelope: from('a@partner.example'), authentication: spfFor('partner.example'), bounced: true },
    { envelope: from('a@PARTNER.example'), authentication: spfFor('partner.example'), bounced: true },
    { envelope: from('a@mail.partner.example'), authentication: dmarcFor('partner.example'), bounced: true },
    { envelope: from('a@partner.example'), authentication: dmarcFor('evil.partner.example'), bounced: false }, // who owns a name below does not own this
    { envelope: from('a@partner.example'), authentication: spfFor('other.example'), bounced: false },
    { envelope: from('a@partner.example'), authentication: noAuthentication, bounced: false },
    {
      envelope: from('a@partner.example'),
      authentication: { ...noAuthentication, spf: { result: 'softfail' as const, domain: 'partner.example' } },
      bounced: false,
    },
    { envelope: from(null), authentication: spfFor('partner.example'), bounced: false },
    { envelope: from('no address'), authentication: spfFor('partner.example'), bounced: false },
    // WorkMail may give the From address as mailFrom: the Return-Path SES saw must be authenticated too, and the other way round.
    {
      envelope: from('a@partner.example'),
      authentication: { ...spfFor('partner.example'), reversePath: 'v@victim.example' },
      bounced: false,
    },
    {
      envelope: from('v@victim.example'),
      authentication: { ...spfFor('partner.example'), reversePath: 'a@partner.example' },
      bounced: false,
    },
    {
      envelope: from('a@partner.example'),
      authentication: { ...spfFor('partner.example'), reversePath: null },
      bounced: false,
    },
  ])(
    '$envelope.reversePath with $authentication.reversePath: bounced $bounced',
    ({ envelope, authentication, bounced }) => {
      const { rest, downgrades } = decide([bounce], aPolicy(), circumstances({ envelope, authentication }));
      expect(rest).toEqual(
        bounced ? { disposition: 'BOUNCE', bounceMessage: 'Not here.' } : { disposition: 'MOVE_TO_JUNK' },
      );
      expect(downgrades).toHaveLength(bounced ? 0 : 1);
    },
  );

  it('takes the alternative that policy names', () => {
    const finding = aFinding('BOUNCE', { onMatch: { disposition: 'BOUNCE', insteadOfBounce: 'DROP', edits: [] } });
    expect(decide([finding], aPolicy(), circumstances({ envelope: from(null) })).rest).toEqual({ disposition: 'DROP' });
  });

  it('bounces outbound mail always: the author is our own user', () => {
    const outbound = circumstances({ direction: 'OUTBOUND', envelope: from(bob), authentication: noAuthentication });
    expect(decide([bounce], aPolicy(), outbound).rest.disposition).toBe('BOUNCE');
  });

  it('holds for the alternative of an edit too', () => {
    expect(decide([], aPolicy(), circumstances({ envelope: from(null) }), [anAlternative('BOUNCE')]).rest).toEqual({
      disposition: 'MOVE_TO_JUNK',
    });
  });
});

describe('what the source does not offer', () => {
  const can = {
    rewrite: true,
    verdicts: false,
    instead: { MOVE_TO_JUNK: 'BOUNCE', BYPASS_SPAM_CHECK: 'DEFAULT' },
  } as const;
  const outbound = circumstances({ direction: 'OUTBOUND', can });

  it('is replaced by its table, and named', () => {
    const decision = decide([aFinding('MOVE_TO_JUNK')], aPolicy(), outbound);
    expect(decision.rest.disposition).toBe('BOUNCE');
    expect(decision.downgrades).toEqual(['MOVE_TO_JUNK-not-offered-by-source']);
  });

  it('is replaced for the answer to all as well', () => {
    expect(decideForAll({ disposition: 'MOVE_TO_JUNK' }, outbound).rest.disposition).toBe('BOUNCE');
  });
});

describe('wantedEdits', () => {
  const { envelope } = circumstances();
  const notice = () => 'notice';
  const noLinks = { except: [] };
  const tagged = (ifImpossible?: Disposition, more: Partial<Finding> = {}) =>
    aFinding('DEFAULT', {
      ...more,
      onMatch: {
        disposition: 'DEFAULT',
        edits: [{ kind: 'tag-subject', tag: '[X]', ...(ifImpossible ? { ifImpossible } : {}) }],
      },
    });

  it('is the union over recipients and findings; the same edit once, with the stricter alternative', () => {
    const findings = [tagged('DEFAULT', { recipients: [bob] }), tagged('MOVE_TO_JUNK'), tagged()];
    expect(wantedEdits(findings, noLinks, envelope, notice)).toEqual([
      { edit: { kind: 'tag-subject', tag: '[X]' }, ifImpossible: 'MOVE_TO_JUNK', yieldsToAllow: false },
    ]);
  });

  describe('where an allow-list entry holds', () => {
    const edits = [
      { kind: 'insert-banner', text: 'a' },
      { kind: 'tag-subject', tag: '[X]' },
      { kind: 'add-field', name: 'X-A', value: 'a' },
      { kind: 'replace-attachment' },
    ] as const;
    const suspect = (yieldsToAllow: boolean) =>
      aFinding('DEFAULT', { yieldsToAllow, parts: ['2'], onMatch: { disposition: 'DEFAULT', edits } });
    const kindsWith = (yieldsToAllow: boolean, allow: Partial<Finding>) => {
      const findings = [suspect(yieldsToAllow), aFinding('BYPASS_SPAM_CHECK', { allows: true, ...allow })];
      return wantedEdits(findings, noLinks, envelope, notice).map(({ edit }) => edit.kind);
    };
    const all = edits.map(({ kind }) => kind);

    it('for everybody, leaves out the warnings of what yields to it, and nothing that protects', () => {
      expect(kindsWith(true, {})).toEqual(['add-field', 'replace-attachment']);
      expect(kindsWith(false, {})).toEqual(all);
    });

    it('for one mailbox, or in shadow, leaves out nothing', () => {
      expect(kindsWith(true, { recipients: [bob] })).toEqual(all);
      expect(kindsWith(true, { mode: 'shadow' })).toEqual(all);
    });
  });

  it('leaves out findings in shadow, and those about single recipients of a shortened list', () => {
    expect(wantedEdits([tagged(undefined, { mode: 'shadow' })], noLinks, envelope, notice)).toEqual([]);
    expect(
      wantedEdits([tagged(undefined, { recipients: [bob] })], noLinks, { ...envelope, complete: false }, notice),
    ).toEqual([]);
  });

  it('replaces every part that the finding names, to the junk folder where that fails', () => {
    const finding = aFinding('DEFAULT', {
      parts: ['2', '3.1'],
      onMatch: { disposition: 'DEFAULT', edits: [{ kind: 'replace-attachment' }] },
    });
    expect(wantedEdits([finding, finding], noLinks, envelope, notice)).toEqual([
      {
        edit: { kind: 'replace-attachment', part: '2', notice: 'notice' },
        ifImpossible: 'MOVE_TO_JUNK',
        yieldsToAllow: false,
      },
      {
        edit: { kind: 'replace-attachment', part: '3.1', notice: 'notice' },
        ifImpossible: 'MOVE_TO_JUNK',
        yieldsToAllow: false,
      },
    ]);
  });

  const edited = (kind: 'replace-attachment' | 'remove-attachment' | 'rewrite-links', ifImpossible?: Disposition) =>
    aFinding('DEFAULT', {
      parts: ['2'],
      onMatch: { disposition: 'DEFAULT', edits: [{ kind, ...(ifImpossible ? { ifImpossible } : {}) }] },
    });

  it('takes parts out, and has a notice for one that the message cannot be without', () => {
    expect(wantedEdits([edited('remove-attachment')], noLinks, envelope, notice)).toEqual([
      {
        edit: { kind: 'remove-attachment', part: '2', notice: 'notice' },
        ifImpossible: 'MOVE_TO_JUNK',
        yieldsToAllow: false,
      },
    ]);
  });

  it('replaces what one finding would have taken out and another one replaced, in either order', () => {
    const findings = [edited('remove-attachment', 'DROP'), edited('replace-attachment')];
    for (const order of [findings, findings.toReversed()]) {
      expect(wantedEdits(order, noLinks, envelope, notice)).toEqual([
        {
          edit: { kind: 'replace-attachment', part: '2', notice: 'notice' },
          ifImpossible: 'DROP',
          yieldsToAllow: false,
        },
      ]);
    }
  });

  it('makes links lead where policy says, to the junk folder where that fails', () => {
    const links = { prefix: 'https://links.corp.example/?to=', except: ['corp.example'] };
    expect(wantedEdits([edited('rewrite-links'), edited('rewrite-links')], links, envelope, notice)).toEqual([
      { edit: { kind: 'rewrite-links', ...links }, ifImpossible: 'MOVE_TO_JUNK', yieldsToAllow: false },
    ]);
  });

  it('puts into a banner what the filter saw', () => {
    const edits = [
      { kind: 'insert-banner', text: 'By {{list}}, {{count}}, {{odd}}, {{none}}.', html: '{{list}}' },
    ] as const;
    const evidence = { list: 'lists.test', count: 2, odd: '<b>' };
    const finding = aFinding('DEFAULT', { evidence, onMatch: { disposition: 'DEFAULT', edits } });
    expect(wantedEdits([finding], noLinks, envelope, notice)[0]?.edit).toMatchObject({
      text: 'By lists.test, 2, {{odd}}, {{none}}.',
      html: 'lists.test',
    });
  });

  it('escapes a banner that has text only', () => {
    const finding = aFinding('DEFAULT', {
      onMatch: { disposition: 'DEFAULT', edits: [{ kind: 'insert-banner', text: '<b> & "c"' }] },
    });
    expect(wantedEdits([finding], noLinks, envelope, notice)[0]?.edit).toMatchObject({
      html: expect.stringContaining('&lt;b&gt; &amp; &quot;c&quot;'),
    });
  });
});

describe('isDelivered', () => {
  it.each([
    { rest: 'DROP', recipients: [], delivered: false },
    { rest: 'BOUNCE', recipients: [], delivered: false },
    { rest: 'MOVE_TO_JUNK', recipients: [], delivered: true },
    { rest: 'DROP', recipients: ['DROP', 'DEFAULT'], delivered: true },
    { rest: 'DEFAULT', recipients: ['DROP', 'BOUNCE'], delivered: false },
  ] as const)('$recipients then $rest: $delivered', ({ rest, recipients, delivered }) => {
    const answer = {
      recipients: recipients.map((disposition, n) => ({ address: `${n}@o.example`, action: { disposition } })),
      rest: { disposition: rest },
    };
    expect(isDelivered(answer, circumstances().envelope)).toBe(delivered);
  });
});
