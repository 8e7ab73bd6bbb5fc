/**
 * `npm run train`: makes the shipped model from the SpamAssassin corpus, the Enron and list ham where they are,
 * and mail of our own generator. The same data and seed give the same octets. The phishing sample is never read
 * (docs/model.md).
 *
 * `--root FOLDER` is where the corpora are unpacked; `--out FILE` writes a model file instead of the source;
 * `--held-out` leaves out what the bench measures by.
 */

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeModel } from '../shared/filters/spam/model-file.ts';
import { trainShipped } from './train/shipped.ts';
import { shippedWeightsSource } from './train/source.ts';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('../../shared/corpora/spam/unpacked', import.meta.url)) },
    lists: { type: 'string', default: fileURLToPath(new URL('../../shared/corpora/spam/lists', import.meta.url)) },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'held-out': { type: 'boolean', default: false },
  },
});

const { model, used } = await trainShipped({
  root: values.root,
  lists: values.lists,
  seed: Number(values.seed),
  heldOut: values['held-out'],
});
const bytes = encodeModel(model);
const source = fileURLToPath(new URL('../shared/filters/spam/shipped-weights.ts', import.meta.url));
await (values.out === undefined ? writeFile(source, shippedWeightsSource(bytes)) : writeFile(values.out, bytes));
for (const [name, count] of used) console.log(`${name}: ${count} messages`);
console.log(`threshold ${model.threshold.toFixed(3)}, ${bytes.length} octets in ${values.out ?? source}`);
