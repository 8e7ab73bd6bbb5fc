/**
 * `npm run train`: makes the shipped model from the SpamAssassin corpus, the Enron and list ham where they are,
 * and mail of our own generator, and the combination of evidence from mail that a model like it has not seen, in drawn
 * circumstances. The same data and seed give the same octets. The phishing sample is never read (docs/model.md).
 *
 * `--root FOLDER` is where the corpora are unpacked; `--out FILE` writes a model file instead of the sources;
 * `--held-out` leaves out what the bench measures by, `--without NAME` a corpus by the beginning of its lists' names.
 */

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeModel } from '../shared/filters/spam/model-file.ts';
import { trainCombination } from './train/combination.ts';
import { heldOutKinds, heldOutUnwanted, trainShipped } from './train/shipped.ts';
import { combinationSource } from './train/source.ts';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('../../shared/corpora/spam/unpacked', import.meta.url)) },
    lists: { type: 'string', default: fileURLToPath(new URL('../../shared/corpora/spam/lists', import.meta.url)) },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'held-out': { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const data = { root: values.root, lists: values.lists, seed: Number(values.seed) };
const made = (name: string): string => fileURLToPath(new URL(`../shared/${name}`, import.meta.url));

const corpora = values.without;
const { model, used } = await trainShipped({
  ...data,
  unseen: { corpora, ...(values['held-out'] ? { halves: true, kinds: heldOutKinds } : {}) },
});
const bytes = encodeModel(model);
for (const [name, count] of used) console.log(`${name}: ${count} messages`);
console.log(`threshold ${model.threshold.toFixed(3)}, ${bytes.length} octets`);
if (values.out !== undefined) {
  await writeFile(values.out, bytes);
} else {
  const stranger = { corpora, halves: true, kinds: [...heldOutKinds, ...heldOutUnwanted] };
  const { model: content } = await trainShipped({ ...data, unseen: stranger });
  const combination = combinationSource(await trainCombination({ ...data, content }));
  // Nothing is written before all of it is made: the two belong together.
  await writeFile(made('tables/shipped.model'), bytes);
  await writeFile(made('filters/combination-weights.ts'), combination);
}
