import { describe, expect, it } from 'vitest';
import { areaAbove, caughtAt, percentage, shareInterval, thresholdAt } from '../../bench/spam/measures.ts';

const mail = (spam: readonly number[], ham: readonly number[]) => [
  ...spam.map((score) => ({ score, unwanted: true })),
  ...ham.map((score) => ({ score, unwanted: false })),
];

describe('measures', () => {
  it.each([
    [[3, 4], [1, 2], 0],
    [[1, 2], [3, 4], 100],
    [[1, 3], [2, 4], 75],
    [[1], [1], 50], // a tie is half a mistake
    [[2, 2], [1, 2], 25],
  ])('of spam %j and ham %j: 1-AUC %d %%', (spam, ham, area) => {
    expect(areaAbove(mail(spam, ham))).toBeCloseTo(area);
  });

  it('set a threshold that loses no more good mail than allowed', () => {
    const ham = Array.from({ length: 1_000 }, (_, at) => at);
    const all = mail([998.5, 999.5, 10], ham);
    const threshold = thresholdAt(all, 0.001);
    expect(percentage(ham, (score) => score > threshold)).toBeCloseTo(0.1);
    expect(caughtAt(all, 0.001)).toBeCloseTo(200 / 3);
    expect(caughtAt(all, 0)).toBeCloseTo(100 / 3);
  });

  it('give an interval that holds the share and shrinks with the number', () => {
    const [low, high] = shareInterval(10, 100);
    expect([low, high].map((end) => end.toFixed(1))).toEqual(['5.5', '17.4']);
    const [narrowLow, narrowHigh] = shareInterval(10, 10_000);
    expect(narrowHigh - narrowLow).toBeLessThan(high - low);
  });
});
