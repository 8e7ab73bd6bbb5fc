import { describe, expect, it } from 'vitest';
import { LocalClock } from '../../local/clock.ts';

const hourMs = 3_600_000;

describe('LocalClock', () => {
  it('shows the machine’s time until it is moved', () => {
    const clock = new LocalClock();
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
    clock.advance(hourMs);
    expect(clock.now().getTime() - Date.now()).toBeGreaterThan(hourMs - 1000);
    clock.advance(-2 * hourMs);
    expect(clock.offsetMs).toBe(-hourMs);
  });

  it('ends waits that a jump has passed, and no others', async () => {
    const clock = new LocalClock();
    const ended: string[] = [];
    const short = clock.sleep(hourMs).then(() => ended.push('short'));
    const controller = new AbortController();
    const long = clock.sleep(3 * hourMs, controller.signal).catch(() => ended.push('aborted'));
    clock.advance(2 * hourMs);
    await short;
    expect(ended).toEqual(['short']);
    controller.abort();
    await long;
    expect(ended).toEqual(['short', 'aborted']);
  });

  it('waits longer when it goes back', async () => {
    const clock = new LocalClock();
    let over = false;
    const wait = clock.sleep(20).then(() => {
      over = true;
    });
    clock.advance(-hourMs);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(over).toBe(false);
    clock.advance(hourMs);
    await wait;
  });

  it('can wait for more than a timer holds', async () => {
    const clock = new LocalClock();
    const wait = clock.sleep(400 * 24 * hourMs);
    clock.advance(399 * 24 * hourMs);
    clock.advance(2 * 24 * hourMs);
    await wait;
  });

  it('rejects with the reason of a signal, also of one that was aborted before', async () => {
    await expect(new LocalClock().sleep(hourMs, AbortSignal.abort(new Error('closing')))).rejects.toThrow('closing');
  });

  it('takes whole milliseconds only', () => {
    expect(() => new LocalClock().advance(Number.NaN)).toThrow('NaN is no whole number of milliseconds');
  });
});
