import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { openLogFile, readLines } from '../../../local/lambda/log-lines.ts';
import { aStateFolder } from './a-function.ts';

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return lines;
}

describe('reading lines', () => {
  it.each([
    { chunks: ['one\ntwo\n'], lines: ['one', 'two'] },
    { chunks: ['o', 'ne\nt', 'wo'], lines: ['one', 'two'] },
    { chunks: ['\n\n'], lines: ['', ''] },
    { chunks: [], lines: [] },
    { chunks: [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)], lines: ['ü'] },
  ])('$chunks gives $lines', async ({ chunks, lines }) => {
    expect(await linesOf(...chunks)).toEqual(lines);
  });

  it('cuts a line that does not end', async () => {
    const lines = await linesOf('x'.repeat(600_000), '\nnext\n');
    expect(lines.map(({ length }) => length)).toEqual([262_144, 262_144, 75_712, 4]);
  });
});

describe('a log file', () => {
  it('keeps the latest lines in two files of bounded size, over a restart', async () => {
    const file = join(await aStateFolder(), 'fixture.log');
    for (const start of [0, 50]) {
      const log = openLogFile(file, 100);
      for (let n = start; n < start + 50; n += 1) log.write(`line ${n}`);
      log.close();
    }
    const [older, latest] = [await readFile(`${file}.1`, 'utf8'), await readFile(file, 'utf8')];
    expect(latest.length).toBeLessThan(110);
    expect(older.length).toBeLessThan(110);
    expect((older + latest).trimEnd().split('\n').at(-1)).toBe('line 99');
    expect((older + latest).split('\n').length).toBeGreaterThan(12);
  });

  it('gives its last lines, from the file before too', async () => {
    const log = openLogFile(join(await aStateFolder(), 'fixture.log'), 30);
    expect(log.tail(3)).toEqual([]);
    for (let n = 1; n <= 6; n += 1) log.write(`line ${n}`);
    expect(log.tail(0)).toEqual([]);
    expect(log.tail(1)).toEqual(['line 6']);
    expect(log.tail(4)).toEqual(['line 3', 'line 4', 'line 5', 'line 6']);
    expect(log.tail(100)).toHaveLength(6);
    log.close();
    expect(log.tail(1)).toEqual(['line 6']);
  });
});
