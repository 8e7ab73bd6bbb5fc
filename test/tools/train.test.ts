import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isUnpacked, trainShipped } from '../../tools/train/shipped.ts';

const lists = await mkdtemp(join(tmpdir(), 'mailweir-train-'));
afterAll(() => rm(lists, { recursive: true }));

const root = join(lists, 'unpacked');
await mkdir(root);
await writeFile(join(root, 'there'), 'Subject: one\r\n\r\n');
const row = (path: string) => ({ path, unwanted: false });
const there = row('there');
const gone = row('gone');

it.each([
  { list: 'sa.train.tsv', rows: [there] },
  { list: 'enron.tsv', rows: [there] },
])('a corpus that is there is used: $list', ({ list, rows }) => {
  expect(isUnpacked(list, rows, { root, lists })).toBe(true);
});

it.each([
  { list: 'enron.tsv', rows: [] },
  { list: 'modern.tsv', rows: [gone] },
])('one that may be left out is where all of it is missing: $list', ({ list, rows }) => {
  expect(isUnpacked(list, rows, { root, lists })).toBe(false);
});

it.each([
  { list: 'sa.test.tsv', rows: [], told: `sa.test.tsv is not in ${lists} or empty. Name its folder by --lists` },
  { list: 'sa.test.tsv', rows: [gone], told: `1 of the 1 messages of sa.test.tsv are not under ${root}. Unpack` },
  { list: 'enron.tsv', rows: [there, gone], told: `1 of the 2 messages of enron.tsv are not under ${root}. Unpack` },
])('what would make another model is refused: $told', ({ list, rows, told }) => {
  expect(() => isUnpacked(list, rows, { root, lists })).toThrow(told);
  expect(() => isUnpacked(list, rows, { root, lists })).toThrow(`--without ${list.split('.')[0]}`);
});

it('training asks before it learns', async () => {
  await expect(trainShipped({ root, lists, seed: 1 })).rejects.toThrow('sa.train.tsv is not in');
});
