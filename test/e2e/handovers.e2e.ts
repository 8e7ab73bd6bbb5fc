/** The shorter form of `npm run test:handovers`: every fault by name at random, and nothing lost, altered or uncounted. */

import { describe, expect, it } from 'vitest';
import { faultNames } from '../../local/faults/catalogue.ts';
import { simulate } from '../handovers/simulation.ts';

describe('10,000 hand-overs with faults', () => {
  it('are all accounted for, each original exact, each record with its marks', async () => {
    const report = await simulate({ count: 10_000, seed: Date.now() % 1_000_000 });
    expect(report.wrong).toEqual([]);
    expect(report.unknown).toBe(0);
    expect(report.tampered).toEqual({ tried: 8, missed: [] });
    expect(faultNames.filter((name) => report.struck[name] === 0)).toEqual([]);
    expect(report.writeBacks['done']).toBeGreaterThan(1_000);
    expect(report.keptWithoutRecord).toBeGreaterThan(0);
    expect(report.swept).toBeGreaterThan(0);
  });

  it('are, with a log that has ids of its own and rules when they begin, but for a few in a thousand that cannot be told apart', async () => {
    const count = 3_000;
    const report = await simulate({ count, seed: Date.now() % 1_000_000, opaqueLog: true });
    expect(report.unknown).toBeLessThanOrEqual(count / 200);
    expect(report.tampered).toEqual({ tried: 8, missed: [] });
    // What does not join is named from both sides, and nothing else is.
    const isOfJoin = (what: string): boolean =>
      /^(hand-over-without-record|record-without-hand-over|original-without)/.test(what);
    expect(report.wrong.filter((what) => !isOfJoin(what))).toEqual([]);
  });
});
