import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { combine, mostOfName } from '../../shared/filters/combination.ts';
import { combinationWeights } from '../../shared/filters/combination-weights.ts';
import type { Seen } from '../../shared/filters/filter.ts';
import { type InputName, inputNames, inputs, type Values, valuesOf } from '../../shared/filters/inputs.ts';
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
        mostOfName,
        combine({ [name]: value }).score + combinationWeights.weights['borrowed-name'],
      );
      const { score } = combine(values);
      expect(score).toBeLessThan(1);
      expect(score).toBeGreaterThanOrEqual(least - 1e-9);
      expect(combine({ 'borrowed-name': 1, 'never-met': 1, [other]: 1 }).score).toBeGreaterThan(3);
    },
  );

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
