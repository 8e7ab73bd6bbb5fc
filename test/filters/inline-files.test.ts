import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { inlineFileNames } from '../../shared/filters/inline-files.ts';

const namesIn = (...lines: readonly string[]) => inlineFileNames(Buffer.from(lines.join('\r\n')));

describe('inlineFileNames', () => {
  it.each([
    { lines: ['begin 644 run.exe', '#0V%T', '`', 'end'], names: ['run.exe'] },
    {
      lines: ['Hello,', 'begin 0644 my file.vbs', '#0V%T', 'end', 'begin 600 b.js', '#0V%T'],
      names: ['my file.vbs', 'b.js'],
    },
    { lines: ['begin 644 run.exe. ', '#0V%T'], names: ['run.exe.'] },
    { lines: ['begin with 644 words'], names: [] },
    { lines: ['begin 644 run.exe'], names: [] }, // and nothing in it
    { lines: ['begin 644 run.exe', '', 'as I said'], names: [] },
    { lines: ['> begin 644 run.exe', '> #0V%T'], names: [] }, // quoted in an answer
    { lines: ['begin 999 run.exe', '#0V%T'], names: [] },
    { lines: ['begin 644'], names: [] },
  ])('$lines', ({ lines, names }) => {
    expect(namesIn(...lines)).toEqual(names);
  });

  property.prop([fc.uint8Array()])('survives anything', (bytes) => {
    expect(inlineFileNames(Buffer.from(bytes)).length).toBeLessThanOrEqual(1_000);
  });

  it.each(['begin ', '\nbegin 644 ', '\nbegin 644 a\n#0V%T'])('takes linear time over %j', (unit) => {
    const started = performance.now();
    inlineFileNames(Buffer.from(unit.repeat(1_000_000)));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
