import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../shared/evaluate.ts';
import { defineFilter, type Filter, match, pass, type Verdict } from '../shared/filters/filter.ts';
import { type Policy, parsePolicy } from '../shared/policy.ts';
import { aMailObject } from './builders.ts';

function aFilter(result: () => Verdict | readonly Verdict[], more: Partial<Filter> = {}): Filter {
  const filter = defineFilter({
    name: 'example',
    onFault: 'open',
    directions: ['INBOUND'],
    reasons: { seen: { text: 'seen', onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] }, yieldsToAllow: true } },
    settings: v.strictObject({}),
    evaluate: result,
  });
  return { ...filter, ...more };
}

function aPolicy(more: Record<string, unknown> = {}): Policy {
  const parsed = parsePolicy({ version: 1, domains: ['corp.example'], ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

describe('evaluate', () => {
  it('makes a finding of a match, with what follows from it', () => {
    const [finding] = evaluate(aMailObject(), aPolicy(), [aFilter(() => match('seen', { n: 1 }, { parts: ['1'] }))]);
    expect(finding).toEqual({
      filter: 'example',
      reason: 'seen',
      evidence: { n: 1 },
      parts: ['1'],
      mode: 'enforce',
      onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] },
      yieldsToAllow: true,
      allows: false,
    });
  });

  it('takes several verdicts of one filter', () => {
    expect(evaluate(aMailObject(), aPolicy(), [aFilter(() => [match('seen'), pass, match('seen')])])).toHaveLength(2);
    expect(evaluate(aMailObject(), aPolicy(), [aFilter(() => [])])).toEqual([]);
    expect(evaluate(aMailObject(), aPolicy(), [aFilter(() => pass)])).toEqual([]);
  });

  it('asks no filter about a direction it does not judge', () => {
    const asked: Filter = aFilter(() => match('seen'));
    expect(evaluate(aMailObject({ direction: 'OUTBOUND' }), aPolicy(), [asked])).toEqual([]);
  });

  it('asks no filter that policy switched off', () => {
    const policy = aPolicy();
    const off: Policy = {
      ...policy,
      filters: { ...policy.filters, example: { enabled: false, mode: 'enforce', settings: {}, onMatch: {} } },
    };
    expect(evaluate(aMailObject(), off, [aFilter(() => match('seen'))])).toEqual([]);
  });

  it.each([
    { onFault: 'closed', disposition: 'DROP' },
    { onFault: 'open', disposition: 'DEFAULT' },
  ] as const)(
    'counts a filter that throws as $onFault, and records it without quoting the error',
    ({ onFault, disposition }) => {
      const broken = aFilter(
        () => {
          throw new RangeError('Secret figures');
        },
        { onFault },
      );
      const findings = evaluate(aMailObject(), aPolicy({ onUnjudged: { disposition: 'DROP' } }), [broken]);
      expect(findings).toMatchObject([
        { reason: 'filter-fault', evidence: { error: 'RangeError' }, onMatch: { disposition } },
      ]);
      expect(JSON.stringify(findings)).not.toContain('Secret');
    },
  );
});
