import { describe, expect, it } from 'vitest';
import { takingTurns } from '../../bench/child.ts';
import { barLine, median, short, table, times } from '../../bench/figures.ts';

describe('median', () => {
  it.each([
    { values: [3], middle: 3 },
    { values: [9, 1, 5], middle: 5 },
    { values: [10, 9, 100, 8], middle: 9.5 }, // by value, not by digits
  ])('of $values is $middle', ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it('does not sort what it was given', () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
  });

  it('refuses no values', () => {
    expect(() => median([])).toThrow('no values');
  });
});

it.each([
  { value: 0, text: '0' },
  { value: 0.012345, text: '0.0123' },
  { value: 4.5649, text: '4.56' },
  { value: 78.94, text: '78.9' },
  { value: 1234.5, text: '1235' },
  { value: -2.5, text: '-2.50' },
])('$value is written $text', ({ value, text }) => {
  expect(short(value)).toBe(text);
  expect(times(value)).toBe(`${text}x`);
});

it('puts figures to the right, names to the left, and leaves missing cells empty', () => {
  expect(
    table(
      ['tool', 'ms', 'MB'],
      [
        ['a', '1.00', '22.0'],
        ['longer', '10'],
      ],
    ),
  ).toBe(['tool      ms    MB', '------  ----  ----', 'a       1.00  22.0', 'longer    10'].join('\n'));
});

it('says which bar is missed', () => {
  const bar = { name: 'S1', claim: 'at least 3x', figure: '2x' };
  expect(barLine({ ...bar, holds: false })).toMatch(/^MISSED +S1 +at least 3x: 2x$/);
  expect(barLine({ ...bar, holds: true })).toMatch(/^holds /);
});

it('takes turns, and gives each subject its own measurements', async () => {
  const asked: string[] = [];
  const measured = await takingTurns(['a', 'b'], 2, (subject) => Promise.resolve(asked.push(subject)));
  expect(asked).toEqual(['a', 'b', 'a', 'b']);
  expect(measured).toEqual([
    [1, 3],
    [2, 4],
  ]);
});
