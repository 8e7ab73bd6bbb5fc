import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { timeTable } from '../shared/time-table.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('timeTable', () => {
  it('ends the write-back before the answer, so that the record finds time', () => {
    const times = timeTable(10_000);
    vi.advanceTimersByTime(8_499);
    expect(times.writeBackBy.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(times.writeBackBy.aborted).toBe(true);
    expect(times.answerBy.aborted).toBe(false);
    vi.advanceTimersByTime(1_500);
    expect(times.answerBy.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('gives judging what is left of its share, and never nothing', () => {
    const times = timeTable(10_000);
    expect(times.judgeWithinMs()).toBeCloseTo(6_000, -1);
    vi.advanceTimersByTime(4_000);
    expect(times.judgeWithinMs()).toBeCloseTo(2_000, -1);
    vi.advanceTimersByTime(4_000);
    expect(times.judgeWithinMs()).toBe(1_500);
  });

  it('fires nothing into the next invocation', () => {
    const times = timeTable(1_000);
    times.end();
    vi.advanceTimersByTime(5_000);
    expect(times.answerBy.aborted).toBe(false);
    expect(times.writeBackBy.aborted).toBe(false);
  });

  it('is over at once where the start took all the time', () => {
    const times = timeTable(-200);
    vi.advanceTimersByTime(0);
    expect(times.answerBy.aborted).toBe(true);
  });
});
