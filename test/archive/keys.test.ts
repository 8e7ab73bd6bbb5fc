import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { attemptKey, deliveryIdOf, evidenceKey, exchangeKey, planKey, recordKey } from '../../shared/archive/keys.ts';

const organisation = `m-${'0'.repeat(32)}`;
const id = deliveryIdOf(organisation, 'workmail', 'invocation');

describe('keys', () => {
  it('follow the layout of the archive', () => {
    expect(evidenceKey('m-1', 'abcd')).toBe('raw/v1/m-1/ab/abcd.eml');
    expect(recordKey('m-1', new Date('2026-11-23T23:59:59.999Z'), 'id')).toBe('record/v1/m-1/2026/11/23/id.json');
    expect(planKey('id')).toBe('plan/v1/id/plan.json');
    expect(attemptKey('id')).toBe('plan/v1/id/attempt');
  });

  it('use the day in UTC, whatever the zone of the machine', () => {
    expect(recordKey('m-1', new Date('2026-12-31T23:30:00-02:00'), 'id')).toContain('/2027/01/01/');
  });

  it('make an exchange key of characters WorkMail takes', () => {
    expect(exchangeKey(id)).toMatch(/^[a-zA-Z0-9\-/]{1,1024}$/);
  });

  it.prop([fc.string(), fc.string(), fc.string(), fc.string()])(
    'tell hand-overs apart, also where parts run together',
    (a, b, c, d) => {
      fc.pre(a !== c || b !== d);
      expect(deliveryIdOf('o', a, b)).not.toBe(deliveryIdOf('o', c, d));
    },
  );
});
