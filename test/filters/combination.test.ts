import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { combine, mostOfDoubt, mostOfReceived, weakContent } from '../../shared/filters/combination.ts';
import { combinationWeights } from '../../shared/filters/combination-weights.ts';
import type { Seen } from '../../shared/filters/filter.ts';
import { type InputName, inputNames, inputs, type Values, valuesOf } from '../../shared/filters/inputs.ts';
import { type Acquaintance, neverMet, type Relation } from '../../shared/filters/relation.ts';
import { fit } from '../../tools/train/fit.ts';
import { anyMailObject } from '../arbitraries.ts';
import { aMailObject } from '../builders.ts';

const anyValues: fc.Arbitrary<Values> = fc
  .array(fc.tuple(fc.constantFrom(...inputNames), fc.double({ min: 0, max: 6, noNaN: true })))
  .map((pairs) => Object.fromEntries(pairs));

describe('the combination of evidence', () => {
  it('has a weight for each input, of the sign that the input declares', () => {
    expect(Object.keys(combinationWeights.weights).sort()).toEqual([...inputNames].sort());
    for (const name of inputNames) {
      const weight = combinationWeights.weights[name];
      if (inputs[name].speaks === 'for') expect(weight, name).toBeGreaterThanOrEqual(0);
      else expect(weight, name).toBeLessThanOrEqual(0);
    }
  });

  property.prop([anyValues, fc.constantFrom(...inputNames), fc.double({ min: 0, max: 6, noNaN: true })])(
    'is monotone: more of what speaks for it never lowers the score',
    (values, name, more) => {
      const before = combine(values).score;
      const after = combine({ ...values, [name]: (values[name] ?? 0) + more }).score;
      if (inputs[name].speaks === 'for') expect(after).toBeGreaterThanOrEqual(before - 1e-9);
      else expect(after).toBeLessThanOrEqual(before + 1e-9);
    },
  );

  const wanted = fc.constantFrom<InputName>(
    'content-wanted',
    'identity-proven',
    'upstream-clean',
    'identity-of-freemail',
  );
  const more = inputNames.filter((name) => (combinationWeights.weights[name] ?? 0) > 0.3);
  const others = fc.constantFrom(...more.filter((name) => name !== 'borrowed-name' && name !== 'never-met'));

  property.prop([
    fc.double({ min: 0, max: 1, noNaN: true }),
    wanted,
    fc.double({ min: 0, max: 6, noNaN: true }),
    others,
  ])(
    'takes nobody to junk by default for the name of a colleague alone, and for more it does',
    (strange, name, value, other) => {
      const values: Values = { 'borrowed-name': 1, 'never-met': strange, [name]: value };
      const least = Math.min(
        mostOfDoubt,
        combine({ [name]: value }).score + combinationWeights.weights['borrowed-name'],
      );
      const { score } = combine(values);
      expect(score).toBeLessThan(1);
      expect(score).toBeGreaterThanOrEqual(least - 1e-9);
      expect(combine({ 'borrowed-name': 1, 'never-met': 1, [other]: 1 }).score).toBeGreaterThan(3);
    },
  );

  const content = fc.double({ min: 0, max: 6, noNaN: true });
  property.prop([content, fc.constantFrom<InputName>('of-a-partner', 'wrote-to'), others])(
    'takes nobody to junk by default for content alone whom people here have written to, or a partner; and for more it does',
    (unwanted, tie, other) => {
      const values: Values = { 'content-unwanted': unwanted, 'identity-proven': 1, [tie]: 1 };
      expect(combine(values).score).toBeLessThanOrEqual(mostOfDoubt + 1e-9);
      expect(combine({ ...values, 'upstream-suspects': 1 }).score).toBeLessThanOrEqual(mostOfDoubt + 1e-9);
      const opinions = ['content-unwanted', 'upstream-suspects', 'met-but-unproven'];
      if (!opinions.includes(other))
        expect(combine({ 'content-unwanted': 6, [tie]: 1, [other]: 1 }).score).toBeGreaterThan(3);
    },
  );

  it('warns of a stranger who is proven where content says almost nothing, and no more', () => {
    const weight = combinationWeights.weights['content-unwanted'];
    const stranger = (share: number, more: Values = {}): number =>
      combine({ 'content-unwanted': share / weight, 'never-met': 1, 'identity-proven': 1, ...more }).score;
    expect(stranger(weakContent - 0.01)).toBeCloseTo(mostOfDoubt, 9);
    expect(stranger(weakContent + 0.01)).toBeGreaterThan(1.2);
    expect(stranger(0.1, { 'identity-proven': 0 })).toBeGreaterThan(1);
    expect(stranger(0.1, { 'identity-unproven': 1 })).toBeGreaterThan(1.5);
    expect(stranger(0.1, { 'upstream-suspects': 1 })).toBeGreaterThan(1.5);
  });

  const received = ['had-mail', 'had-mail-for-long', 'domain-had-mail'] as const;
  property.prop([anyValues])('lets mail received only excuse so much and no more', (values) => {
    const without = Object.fromEntries(
      Object.entries(values).filter(([name]) => !received.some((one) => one === name)),
    );
    const most = Object.fromEntries(received.map((name) => [name, 6]));
    expect(combine({ ...without, 'borrowed-address': 1, ...most }).score).toBeCloseTo(
      combine({ ...without, 'borrowed-address': 1 }).score - mostOfReceived,
      9,
    );
    const { weights } = combinationWeights;
    expect(combine({ 'had-mail': 1 }).score).toBeCloseTo(weights['had-mail'], 9);
    expect(combine({ 'wrote-to': 5, 'domain-wrote-to': 5 }).score).toBeLessThan(-4 * mostOfReceived);
  });

  property.prop([anyValues])('explains its whole score, the strongest first', (values) => {
    const { score, contributions } = combine(values);
    expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 9);
    const sizes = contributions.map(({ share }) => Math.abs(share));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('its inputs', () => {
  property.prop([anyMailObject, fc.double({ min: -50, max: 50, noNaN: true })])(
    'are finite, and none is negative, whatever the message',
    (mail, margin) => {
      for (const value of Object.values(valuesOf(mail, margin, []))) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(6);
      }
    },
  );

  it('say nothing of what is not known', () => {
    expect(valuesOf(aMailObject({ envelope: { reversePath: null } }), -1, [])).toEqual({ 'content-wanted': 1 });
  });

  it('take nobody for a partner who only has the same service', () => {
    const directory = {
      people: [],
      groups: [],
      partners: [{ name: 'Fabrikam', domains: ['fabrikam.onmicrosoft.com'] }],
    };
    const signed = (domain: string, signedBy: string) =>
      valuesOf(
        aMailObject({
          from: [`Steve <steve@${domain}>`],
          organisation: { directory },
          authentication: { dkim: [{ result: 'pass', domain: signedBy }] },
          relation: { state: 'asked', address: neverMet, domain: neverMet, historyDays: 90 },
        }),
        0,
        [],
      );
    expect(signed('fabrikam.onmicrosoft.com', 'fabrikam.onmicrosoft.com')).toMatchObject({ 'of-a-partner': 1 });
    expect(signed('evil.onmicrosoft.com', 'evil.onmicrosoft.com')).toMatchObject({ 'never-met': 1 });
    expect(signed('fabrikam.onmicrosoft.com', 'evil.onmicrosoft.com')).toMatchObject({ 'identity-unproven': 1 });
  });

  const nobody: Relation = { state: 'asked', address: null, domain: null, historyDays: 90 };
  const valuesFrom = (from: string, domains: readonly string[], vouched: string) =>
    valuesOf(
      aMailObject({
        raw: `From: ${from}\r\n\r\nHello\r\n`,
        organisation: {
          domains,
          directory: { people: [], groups: [], partners: [{ name: 'P', domains: ['partner.example'] }] },
        },
        authentication: { dkim: [{ result: 'pass', domain: vouched }] },
        relation: nobody,
      }),
      0,
      [],
    );

  it('take a message without a single author for a stranger’s, unless policy names all of them', () => {
    const own = ['corp.example'];
    expect(valuesFrom('a@evil.example, b@evil.example', own, 'evil.example')).toMatchObject({ 'never-met': 1 });
    expect(valuesFrom('a@partner.example, b@evil.example', own, 'evil.example')).toMatchObject({ 'never-met': 1 });
    expect(valuesFrom('Nobody', own, 'evil.example')).toMatchObject({ 'never-met': 1 });
    expect(valuesFrom('a@partner.example, b@partner.example', own, 'partner.example')).not.toHaveProperty('never-met');
  });

  it('take nobody beside a domain of ours for one of us or a partner', () => {
    const own = ['dept.university.example'];
    expect(valuesFrom('a@dept.university.example', own, 'university.example')).toMatchObject({ 'of-a-partner': 1 });
    const sibling = valuesFrom('a@other.university.example', own, 'other.university.example');
    expect(sibling).toMatchObject({ 'never-met': 1 });
    expect(sibling).not.toHaveProperty('of-a-partner');
  });

  it("count of a sender's domain what is not the sender's own", () => {
    const valuesOfKnown = (address: Acquaintance, domain: Acquaintance) =>
      valuesOf(
        aMailObject({
          from: ['Shop <news@shop.example>'],
          authentication: { dmarc: { result: 'pass', domain: 'shop.example' } },
          relation: { state: 'asked', address, domain, historyDays: 90 },
        }),
        0,
        [],
      );
    const heard = (received: number, written: number): Acquaintance => ({
      ...neverMet,
      received,
      written,
    });
    const alone = valuesOfKnown(heard(3, 1), heard(3, 1));
    expect(alone).toMatchObject({ 'had-mail': 2, 'wrote-to': 1 });
    expect(Object.keys(alone)).not.toContain('domain-had-mail');
    expect(Object.keys(alone)).not.toContain('domain-wrote-to');
    expect(valuesOfKnown(heard(3, 1), heard(10, 4))).toMatchObject({ 'domain-had-mail': 3, 'domain-wrote-to': 2 });
    expect(valuesOfKnown(neverMet, heard(7, 1))).toMatchObject({ 'domain-had-mail': 3, 'domain-wrote-to': 1 });
    // Two counters, approximate each.
    expect(Object.keys(valuesOfKnown(heard(3, 2), heard(2, 1)))).not.toContain('domain-had-mail');
  });

  it.each<{ what: string; seen: readonly [string, string]; input: InputName | null }>([
    { what: 'a look-alike', seen: ['lookalike-domain', 'sender-like-own-domain'], input: 'looks-like-known-sender' },
    { what: 'a name', seen: ['impersonated-name', 'internal-name'], input: 'borrowed-name' },
    { what: 'a page', seen: ['deceptive-content', 'page-attached'], input: 'live-page' },
    { what: 'a banner for all', seen: ['external-sender', 'external-sender'], input: null },
  ])('know $what', ({ seen: [filter, reason], input }) => {
    const seen: readonly Seen[] = [{ outcome: 'match', filter, reason, evidence: {} }];
    const values = valuesOf(aMailObject({ envelope: { reversePath: null } }), 0, seen);
    const named = inputNames.filter((name) => inputs[name].group === 'impersonation' && values[name] !== undefined);
    expect(named).toEqual(input === null ? [] : [input]);
  });
});

describe('the fit', () => {
  const examples = Array.from({ length: 400 }, (_, at) => {
    const unwanted = at % 2 === 0;
    // A third of each kind is on the wrong side; `had-mail` speaks the wrong way, and must not be believed.
    const odd = at % 6 < 2;
    return {
      unwanted,
      values: {
        [unwanted !== odd ? 'content-unwanted' : 'content-wanted']: 1 + (at % 5),
        ...(unwanted ? { 'had-mail': 1 } : {}),
      } satisfies Values,
    };
  });

  it('keeps every sign and finds what separates', () => {
    const { weights } = fit(examples);
    expect(weights['content-unwanted']).toBeGreaterThan(0.1);
    expect(weights['content-wanted']).toBeLessThan(-0.1);
    expect(weights['had-mail']).toBe(0);
    for (const name of inputNames)
      expect(inputs[name].speaks === 'for' ? weights[name] >= 0 : weights[name] <= 0, name).toBe(true);
  });

  it('gives the same weights for the same examples', () => {
    expect(fit(examples)).toEqual(fit(examples));
  });
});
