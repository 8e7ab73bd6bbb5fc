import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleThread } from '../../../tools/build/thread.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailweir-thread-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a bundled thread', () => {
  it('runs without its sources, their types or their folder', async () => {
    await writeFile(join(folder, 'answer.ts'), 'export const answer: number = 42;\n');
    await writeFile(
      join(folder, 'entry.ts'),
      "import { parentPort } from 'node:worker_threads';\nimport { answer } from './answer.ts';\nparentPort?.postMessage(answer);\n",
    );
    const entry = await bundleThread('entry.ts', folder);
    await rm(join(folder, 'entry.ts'));
    const worker = new Worker(entry);
    expect(await new Promise((resolve) => worker.once('message', resolve))).toBe(42);
    await worker.terminate();
  });

  it('finds the files that its sources have beside them', async () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const entry = await bundleThread('test/tools/build/fixtures/tables.worker.ts', root);
    const worker = new Worker(entry);
    expect(await new Promise((resolve) => worker.once('message', resolve))).toEqual({
      suffix: 'co.uk',
      model: 'shipped',
    });
    await worker.terminate();
  });

  it('that has no source is refused by its name', async () => {
    await expect(bundleThread('no-such.ts', folder)).rejects.toThrow('no-such.ts');
  });
});
