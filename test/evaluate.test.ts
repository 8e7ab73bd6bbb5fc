import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../shared/evaluate.ts';
import { defineFilter, type Filter, match, pass, type Seen, type Verdict } from '../shared/filters/filter.ts';
import type { Policy } from '../shared/policy.ts';
import { parsePolicy } from '../shared/policy-document.ts';
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

  it('asks a filter that weighs last, tells it what the others saw, and shows it in its place', () => {
    const seen: (readonly Seen[] | undefined)[] = [];
    const weighing = (name: string): Filter => ({
      ...aFilter(() => match('seen')),
      name,
      weighs: true,
      evaluate: (_mail, _settings, others) => {
        seen.push(others);
        return match('seen', { others: others?.length ?? -1 });
      },
    });
    const ordinary = aFilter(() => match('seen', { n: 1 }));
    const findings = evaluate(aMailObject(), aPolicy(), [weighing('first'), ordinary, weighing('last')]);
    expect(findings.map(({ filter }) => filter)).toEqual(['first', 'example', 'last']);
    const told = [{ outcome: 'match', filter: 'example', reason: 'seen', evidence: { n: 1 } }];
    expect(seen).toEqual([told, told]);
  });

  it('tells it nothing of a filter in shadow, from which nothing follows', () => {
    const policy = aPolicy();
    const shadow: Policy = {
      ...policy,
      filters: { ...policy.filters, example: { enabled: true, mode: 'shadow', settings: {}, onMatch: {} } },
    };
    const weighing: Filter = {
      ...aFilter(() => pass),
      name: 'weighing',
      weighs: true,
      evaluate: (_mail, _settings, others) => match('seen', { others: others?.length ?? -1 }),
    };
    const findings = evaluate(aMailObject(), shadow, [aFilter(() => match('seen')), weighing]);
    expect(findings.map(({ evidence }) => evidence)).toEqual([{}, { others: 0 }]);
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
