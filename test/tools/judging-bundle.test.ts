/** What the judging thread loads: it starts with each cold start and again after each message that ends it. */

import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bundle } from '../../tools/build/bundle.ts';
import { sourcesAtStart } from '../../tools/build/static-graph.ts';
import { functions } from '../../tools/build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('is what judges, and neither the schema of the policy nor anything of AWS', async () => {
  const inbound = functions.find(({ name }) => name === 'inbound');
  if (inbound === undefined) throw new Error('there is no function inbound');
  const { metafile } = await bundle(inbound, root);
  const sources = [...sourcesAtStart(metafile, 'dist/inbound/judge.worker.mjs')];
  expect(sources).toContain('shared/judge.ts');
  expect(sources.filter((source) => /shared\/(?:policy-|reply\/|adapters\/)/.test(source))).toEqual([]);
  expect(sources.filter((source) => /node_modules\/(?!valibot\/)/.test(source))).toEqual([]);
});
