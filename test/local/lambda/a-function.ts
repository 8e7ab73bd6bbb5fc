/** Functions for tests, closed and removed when the test file is through. */

import { rm } from 'node:fs/promises';
import { afterAll } from 'vitest';
import type { FunctionOptions, LocalFunction } from '../../../local/lambda/function.ts';
import { newFolder, openFunction, type Source } from './fixtures/fixture-function.ts';

const opened: LocalFunction[] = [];
const folders: string[] = [];

afterAll(async () => {
  await Promise.all(opened.map((lambda) => lambda.close()));
  for (const folder of folders) await rm(folder, { recursive: true });
});

export async function aStateFolder(): Promise<string> {
  const folder = await newFolder();
  folders.push(folder);
  return folder;
}

export async function aFunction(source: Source, options: Partial<FunctionOptions> = {}): Promise<LocalFunction> {
  const lambda = await openFunction(options.stateDir ?? (await aStateFolder()), source, options);
  opened.push(lambda);
  return lambda;
}
