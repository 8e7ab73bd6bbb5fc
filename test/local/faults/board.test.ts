import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { FaultBoard, type Target } from '../../../local/faults/board.ts';

const put: Target = { occasion: 'call', service: 's3', operation: 'PutObject' };
const get: Target = { occasion: 'call', service: 's3', operation: 'GetObject' };
const fetchMail: Target = { occasion: 'call', service: 'workmailmessageflow', operation: 'GetRawMessageContent' };
const invoke: Target = { occasion: 'invocation', service: 'lambda', operation: 'Invoke' };

const strikes = (board: FaultBoard, target: Target, times: number): string =>
  Array.from({ length: times }, () => (board.strike(target) ? 'x' : '.')).join('');

describe('FaultBoard', () => {
  it.each([
    { fault: 'throttle', target: put, row: 'x....' },
    { fault: 'throttle times=3', target: put, row: 'xxx..' },
    { fault: 'throttle skip=2', target: put, row: '..x..' },
    { fault: 'throttle rate=1', target: put, row: 'xxxxx' },
    { fault: 'throttle rate=1 times=2', target: put, row: 'xx...' },
    { fault: 'throttle s3.PutObject', target: get, row: '.....' },
    { fault: 'throttle PutObject', target: put, row: 'x....' },
    { fault: 'throttle s3', target: fetchMail, row: '.....' },
    // Nothing is cut off the answer to a put.
    { fault: 'cut-stream', target: put, row: '.....' },
    { fault: 'cut-stream', target: get, row: 'x....' },
    { fault: 'cut-stream', target: fetchMail, row: 'x....' },
    { fault: 'throttle', target: invoke, row: '.....' },
    { fault: 'duplicate-event', target: invoke, row: 'x....' },
  ])('$fault on $target.operation: $row', ({ fault, target, row }) => {
    const board = new FaultBoard();
    board.plant(fault);
    expect(strikes(board, target, row.length)).toBe(row);
  });

  it.prop([fc.integer(), fc.double({ min: 0.05, max: 0.95, noNaN: true })])(
    'strikes the same occasions for the same seed, about as often as the rate says',
    (seed, rate) => {
      const row = () => {
        const board = new FaultBoard();
        board.plant({ name: 'throttle', rate, seed });
        return strikes(board, put, 2000);
      };
      expect(row()).toBe(row());
      expect(Math.abs(row().replaceAll('.', '').length / 2000 - rate)).toBeLessThan(0.07);
    },
  );

  it('shows a fault in words that plant the same again, seed included', () => {
    const board = new FaultBoard();
    const { text } = board.plant('throttle rate=0.5');
    expect(text).toMatch(/^throttle rate=0.5 seed=\d+$|^throttle seed=\d+ rate=0.5$/);
    const other = new FaultBoard();
    other.plant(text);
    expect(strikes(other, put, 100)).toBe(strikes(board, put, 100));
  });

  it('keeps account, tells of changes, and forgets on demand', () => {
    let changes = 0;
    const board = new FaultBoard(() => {
      changes += 1;
    });
    const { id } = board.plant('throttle s3 times=2');
    board.plant('timeout');
    expect(board.strike(put)).toEqual({ name: 'throttle', ms: 0, bytes: 0 });
    expect(board.list()).toMatchObject([
      { struck: 1, spent: false },
      { struck: 0, spent: false },
    ]);
    board.strike(put);
    expect(board.list()).toMatchObject([{ struck: 2, spent: true }, { struck: 0 }]);
    expect(board.strike(put)).toMatchObject({ name: 'timeout' });
    expect(board.clear(id)).toBe(1);
    expect(board.clear(id)).toBe(0);
    expect(board.clear()).toBe(1);
    expect(board.list()).toEqual([]);
    expect(changes).toBe(7);
  });

  it('gives each fault its settings, or their defaults', () => {
    const board = new FaultBoard();
    board.plant('slow-stream');
    board.plant('clock-jump ms=-5');
    expect(board.strike(get)).toEqual({ name: 'slow-stream', ms: 0, bytes: 1000 });
    expect(board.strike(get)).toEqual({ name: 'clock-jump', ms: -5, bytes: 0 });
  });
});
