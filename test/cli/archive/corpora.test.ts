import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn } from '../../../cli/check/input.ts';
import { aFolder } from '../../local/local-setup.ts';
import { publicCorpora } from '../../public-corpora.ts';
import { anArchive, signal } from './an-archive.ts';

/** Public messages where they are there; else every file of our own corpus, goldens and all. */
const corpus = publicCorpora ?? 'test/corpus';

it('gives back every message of the corpora as it was', { timeout: 1_200_000 }, async () => {
  const place = await anArchive();
  const folder = await aFolder();
  const hashes: string[] = [];
  for (const [n, { path }] of (await filesIn(corpus, '')).entries()) {
    await copyFile(path, join(folder, `${n}.eml`));
    hashes.push(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }
  const { code } = await place.mailweir(['archive', 'import', folder]);
  expect(code).toBe(0);
  const { out } = await place.mailweir(['archive', 'list', '--json']);
  const back: string[] = [];
  for (const line of out.split('\n').filter(Boolean)) {
    const { evidence } = JSON.parse(line) as { evidence: { key: string; version: string } };
    const bytes = await place.archive.read(evidence.key, evidence.version, signal);
    back.push(createHash('sha256').update(bytes).digest('hex'));
  }
  expect(hashes.length).toBeGreaterThan(50);
  expect(back.sort()).toEqual(hashes.sort());
});
