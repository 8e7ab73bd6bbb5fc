import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { lineDefects } from '../../shared/mail/scan-lines.ts';

/** The same, said simply. */
function plainly(text: string): readonly string[] {
  const lines = text.split('\n').map((line, index, all) => (index < all.length - 1 ? line.replace(/\r$/, '') : line));
  return [
    ...(/\r(?!\n)/.test(text) ? ['bare-cr'] : []),
    ...(/(?<!\r)\n/.test(text) ? ['bare-lf'] : []),
    ...(text.includes('\0') ? ['nul'] : []),
    ...(lines.some((line) => line.length > 998) ? ['line-too-long'] : []),
  ];
}

const run = fc
  .tuple(fc.constantFrom('x', '\r\n', '\n', '\r', '\0'), fc.constantFrom(1, 2, 900, 997, 998, 999))
  .map(([unit, count]) => unit.repeat(unit === 'x' ? count : 1));
/** Where the pieces meet that are read at once. */
const seam = 32 * 1024;
const wellFormed = `${'y'.repeat(62)}\r\n`.repeat(seam / 64);

describe('lineDefects', () => {
  it.prop([fc.array(run)])('finds what stands there', (runs) => {
    const text = runs.join('');
    expect(lineDefects(Buffer.from(text, 'latin1'))).toEqual(plainly(text));
  });

  it.prop([fc.array(run, { maxLength: 6 }), fc.integer({ min: 0, max: 4 }), fc.boolean()])(
    'finds what stands where two pieces meet',
    (runs, before, ends) => {
      const text = wellFormed.slice(0, seam - before) + runs.join('') + (ends ? '' : wellFormed);
      expect(lineDefects(Buffer.from(text, 'latin1'))).toEqual(plainly(text));
    },
  );
});
