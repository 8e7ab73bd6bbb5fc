/**
 * Filters side by side, from what they printed about the same list:
 *
 *     node bench/spam/compare.ts LIST.tsv OURS.tsv OTHERS.tsv …
 *
 * A line of a score file is `path<TAB>score`, higher = unwanted, in any order; a path that is missing counts as good mail.
 */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { curveCells, curveHead, markdown } from './peers/tables.ts';
import { readScores } from './score-file.ts';

const [list = '', ...files] = process.argv.slice(2);
const labelled = readFileSync(list, 'utf8')
  .split('\n')
  .filter((row) => row !== '')
  .map((row) => row.split('\t'))
  .map(([label, path = '']) => ({ unwanted: label === 'spam', path }));

const rows = files.map((file) => {
  const scores = readScores(readFileSync(file, 'utf8'), file);
  const mail = labelled.map(({ unwanted, path }) => ({
    unwanted,
    score: scores.get(path)?.score ?? Number.NEGATIVE_INFINITY,
  }));
  return [basename(file, '.tsv'), ...curveCells(mail)];
});
console.log(markdown(['filter', ...curveHead], rows));
