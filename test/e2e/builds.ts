/**
 * The functions as `npm run build` makes them, once for all test files of a run: whoever asks first builds, the others wait.
 * They lie in a folder of the run: a running `npm start` builds as well.
 */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { build } from '../../tools/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's functions are built. */
    readonly builds: string;
  }
}

/** Before a run's first test, and after its last. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-builds-'));
  provide('builds', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The zip of `inbound`, beside those of the other functions. Throws what the build throws. */
export async function builtZip(): Promise<string> {
  const folder = inject('builds');
  const outcome = join(folder, 'outcome');
  if (await isFirst(folder)) {
    const said = await build({ outDir: folder }).then(
      () => '',
      (fault: unknown) => String(fault),
    );
    await writeFile(`${outcome}.new`, said);
    await rename(`${outcome}.new`, outcome);
  }
  while (!existsSync(outcome)) await sleep(50);
  const fault = await readFile(outcome, 'utf8');
  if (fault !== '') throw new Error(`the functions could not be built: ${fault}`);
  return join(folder, 'inbound.zip');
}

async function isFirst(folder: string): Promise<boolean> {
  return mkdir(join(folder, 'claimed')).then(
    () => true,
    (fault: unknown) => {
      if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST') return false;
      throw fault;
    },
  );
}
