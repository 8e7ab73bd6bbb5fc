/** `mailweir spam train` and `spam score`, on mail of the generator; no corpus is needed. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { generateMail } from '../../tools/train/generate.ts';
import { aFolder, run } from './run.ts';

let folder = '';
let rows: string[] = [];

beforeEach(async () => {
  folder = await aFolder();
  await mkdir(join(folder, 'mail'));
  rows = [];
  for (const { bytes, unwanted } of generateMail({ seed: 5, count: 120, unwanted: 0.5 })) {
    const name = `${rows.length}.eml`;
    await writeFile(join(folder, 'mail', name), bytes);
    rows.push(`${unwanted ? 'spam' : 'ham'}\t${name}`);
  }
  await writeFile(join(folder, 'train.tsv'), rows.slice(0, 80).join('\n'));
  await writeFile(join(folder, 'test.tsv'), rows.slice(80).join('\n'));
});

const train = (out: string) =>
  run(['spam', 'train', '--list', 'train.tsv', '--root', 'mail', '--out', out], { cwd: folder });
const score = (...more: string[]) => run(['spam', 'score', '--root', 'mail', ...more], { cwd: folder });

describe('mailweir spam', () => {
  it('learns from one list to tell another apart', async () => {
    expect(await train('own.model')).toMatchObject({ code: 0, out: '' });
    const { out, code } = await score('--list', 'test.tsv', '--model', 'none', '--org-model', 'own.model');
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines.map(([path]) => path)).toEqual(rows.slice(80).map((row) => row.split('\t')[1]));
    const scores = (label: string) =>
      lines
        .filter((_, at) => rows[80 + at]?.startsWith(label))
        .map(([, value]) => Number(value))
        .sort((a, b) => a - b);
    const [spam, ham] = [scores('spam'), scores('ham')];
    // The middle of one class is beyond nearly all of the other.
    expect(spam[Math.floor(spam.length / 2)]).toBeGreaterThan(ham[Math.floor(ham.length * 0.9)] ?? 0);
  });

  it('makes the same model from the same list', async () => {
    await train('one.model');
    await train('two.model');
    expect(await readFile(join(folder, 'one.model'))).toEqual(await readFile(join(folder, 'two.model')));
  });

  it('looks at neither the label nor the path', async () => {
    await mkdir(join(folder, 'mail', 'spam'));
    await writeFile(join(folder, 'mail', 'spam', 'spam.eml'), await readFile(join(folder, 'mail', '0.eml')));
    await writeFile(join(folder, 'odd.tsv'), 'spam\t0.eml\nham\t0.eml\n0.eml\nspam\tspam/spam.eml\r\n');
    const { out } = await score('--list', 'odd.tsv');
    expect(
      new Set(
        out
          .trim()
          .split('\n')
          .map((line) => line.split('\t').slice(1).join(' ')),
      ).size,
    ).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(4);
  });

  it('names a message it cannot read and goes on', async () => {
    await writeFile(join(folder, 'some.tsv'), 'ham\tmissing.eml\nham\t1.eml\n');
    const { out, err, code } = await score('--list', 'some.tsv');
    expect(out).toMatch(/^1\.eml\t-?\d+\.\d{6}\t-?\d+\.\d{6}\n$/);
    expect(err).toContain('missing.eml does not exist');
    expect(code).toBe(1);
  });

  it.each([
    { args: ['score'], code: 2, err: '--list must be given' },
    { args: ['score', '--list', 'none.tsv'], code: 3, err: 'none.tsv does not exist' },
    { args: ['score', '--list', 'test.tsv', '--model', 'none'], code: 2, err: 'leaves nothing to judge by' },
    { args: ['score', '--list', 'test.tsv', '--org-model', 'train.tsv'], code: 3, err: 'train.tsv is no model' },
    { args: ['train', '--list', 'train.tsv'], code: 2, err: '--out must be given' },
    { args: ['train', '--list', 'odd.tsv', '--out', 'x'], code: 3, err: 'line 2 of the list is labelled "virus"' },
  ])('$args: says what is wrong', async ({ args, code, err }) => {
    await writeFile(join(folder, 'odd.tsv'), 'ham\t0.eml\nvirus\t1.eml\n');
    const ran = await run(['spam', ...args], { cwd: folder });
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(err);
  });
});
