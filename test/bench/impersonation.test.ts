import { describe, expect, it } from 'vitest';
import { flaggedByKind } from '../../bench/spam/impersonation/flagged.ts';

const found = flaggedByKind(20_261_124, 100);

describe('impersonation by the scenarios of the bench', () => {
  it.each(found.filter(({ counts }) => counts))(
    'of "$kind" is flagged, and its benign twins are not',
    ({ attacks, twins, of }) => {
      expect(attacks / of).toBeGreaterThanOrEqual(0.9);
      expect(twins / of).toBeLessThanOrEqual(0.02);
    },
  );

  it('as a whole holds the bar: 95 % of scenarios, 1 % of twins', () => {
    const counting = found.filter(({ counts }) => counts);
    const sum = (what: 'of' | 'attacks' | 'twins') => counting.reduce((total, one) => total + one[what], 0);
    expect(sum('attacks') / sum('of')).toBeGreaterThanOrEqual(0.95);
    expect(sum('twins') / sum('of')).toBeLessThanOrEqual(0.01);
  });
});
