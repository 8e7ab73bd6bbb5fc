/**
 * Filters side by side, from what they printed about the same list:
 *
 *     node bench/spam/compare.ts LIST.tsv OURS.tsv BOGOFILTER.tsv …
 *
 * A line of a score file is `path<TAB>score`, higher = unwanted, in any order; a path that is missing counts as good mail.
 */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { areaAbove, areaInterval, caughtAt, type ScoredMail, shareInterval } from './measures.ts';

const [list = '', ...files] = process.argv.slice(2);
const rowsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => row.split('\t'));
const labelled = rowsOf(list).map(([label, path = '']) => ({ unwanted: label === 'spam', path }));

console.log('| filter | 1-AUC [95 %] | caught at 0.1 % [95 %] |\n|---|---|---|');
for (const file of files) {
  const scores = new Map(rowsOf(file).map(([path = '', score]) => [path, Number(score)]));
  const mail: readonly ScoredMail[] = labelled.map(({ unwanted, path }) => ({
    unwanted,
    score: scores.get(path) ?? Number.NEGATIVE_INFINITY,
  }));
  const [area, caught] = [areaAbove(mail), caughtAt(mail, 0.001)];
  const spam = labelled.filter(({ unwanted }) => unwanted).length;
  const ends = (interval: readonly number[], digits: number): string =>
    interval.map((end) => end.toFixed(digits)).join('-');
  console.log(
    `| ${basename(file, '.tsv')} | ${area.toFixed(4)} % [${ends(areaInterval(area, mail), 4)}] | ${caught.toFixed(2)} % [${ends(shareInterval(caught, spam), 2)}] |`,
  );
}
