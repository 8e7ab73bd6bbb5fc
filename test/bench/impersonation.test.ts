import { describe, expect, it } from 'vitest';
import { flaggedByKind } from '../../bench/spam/impersonation/flagged.ts';
import { outcomesFromHome } from '../../bench/spam/impersonation/from-home.ts';

const found = flaggedByKind(20_261_124, 100);

describe('impersonation by the scenarios of the bench', () => {
  it.each(found)('of "$kind" is flagged, and its benign twins are not', ({ attacks, twins, of }) => {
    expect(attacks / of).toBeGreaterThanOrEqual(0.9);
    expect(twins / of).toBeLessThanOrEqual(0.02);
  });

  it('as a whole holds the bar: 95 % of scenarios, 1 % of twins', () => {
    const sum = (what: 'of' | 'attacks' | 'twins') => found.reduce((total, one) => total + one[what], 0);
    expect(sum('attacks') / sum('of')).toBeGreaterThanOrEqual(0.95);
    expect(sum('twins') / sum('of')).toBeLessThanOrEqual(0.01);
  });
});

describe("the first message in a colleague's name from a private address", () => {
  const [colleague, fraudster] = outcomesFromHome(20_261_124, 100);

  it('is warned of, and what a colleague writes is not moved', () => {
    expect(colleague).toMatchObject({ of: 100, warned: 100, junked: 0 });
  });

  it('is moved where a fraudster asks for what fraudsters want', () => {
    expect(fraudster).toMatchObject({ of: 100, warned: 100 });
    expect(fraudster?.junked).toBeGreaterThan(40);
  });
});
