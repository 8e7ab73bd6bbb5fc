import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBogofilterLine } from '../../bench/spam/peers/bogofilter-line.ts';
import { endedChildrenIn } from '../../bench/spam/peers/cpu.ts';
import { writeSet } from '../../bench/spam/peers/mail-sets.ts';
import { costFrom, type FilterRun, type MailSet } from '../../bench/spam/peers/peer.ts';
import { readLearning, readRspamdAnswer } from '../../bench/spam/peers/rspamd-answer.ts';
import { readSpamdAnswer } from '../../bench/spam/peers/spamd-answer.ts';
import { trainedTable, unjudged, untrainedTable } from '../../bench/spam/peers/tables.ts';
import { readScores } from '../../bench/spam/score-file.ts';

describe('a score file', () => {
  it('has a score by path, and a threshold where there is one', () => {
    expect([...readScores('a b\t-1.5\nc\t2e-3\t0.35\n', 'x.tsv')]).toEqual([
      ['a b', { score: -1.5 }],
      ['c', { score: 0.002, threshold: 0.35 }],
    ]);
  });

  it.each([
    ['a\t1\nb\n', 'x.tsv, line 2, is no "path<TAB>score": "b"'],
    ['a\tmuch\n', 'line 1'],
    ['a\t1\n\nb\t\n', 'line 3'],
    ['a\tNaN\n', 'line 1'],
    ['a\t1 \n', 'line 1'],
    ['\t1\n', 'line 1'],
    ['a\t1\tx\n', 'line 1'],
    ['a\t1\t2\t3\n', 'line 1'],
    ['a\t1\r\n', 'line 1'],
    ['a\t1\nb\t1\na\t2\n', 'x.tsv, line 3, is about "a" a second time'],
  ])('%j: %s', (text, problem) => {
    expect(() => readScores(text, 'x.tsv')).toThrow(problem);
  });
});

const spamd = (verdict: string, fields: string) =>
  `SPAMD/1.1 0 EX_OK\r\nContent-length: 99\r\nSpam: ${verdict}\r\n\r\n${fields}From: a@b.example\r\n\r\nhello\r\n`;

describe('spamd', () => {
  it.each([
    ['one rule', 'True ; 5.3 / 5.0', 'X-Spam-Scores: A=5.251\nX-Spam-Bayes: 0.9987\n', [true, 5.251, 0.9987]],
    [
      'rules just below its threshold',
      'False ; 4.9 / 5.0',
      'X-Spam-Scores: A=4.957\nX-Spam-Bayes: 0.5\n',
      [false, 4.957, 0.5],
    ],
    ['no rule', 'False ; 0.0 / 5.0', 'X-Spam-Scores: none\nX-Spam-Bayes: 0.5\n', [false, 0, 0.5]],
    [
      'a folded field',
      'False ; -0.2 / 5.0',
      'X-Spam-Scores: A=-1.9,B=0.001,\n\tC=1.7\nX-Spam-Bayes: 0\n',
      [false, -0.199, 0],
    ],
    [
      'a message that brings such a field itself',
      'False ; 1.0 / 5.0',
      'X-Spam-Scores: A=1\nX-Spam-Bayes: 0.5\nX-Spam-Scores: B=-99\n',
      [false, 1, 0.5],
    ],
  ])('of %s', (_, verdict, fields, [isSpam, score, bayes]) => {
    const answer = readSpamdAnswer(spamd(verdict, fields));
    expect(answer).toMatchObject({ isSpam, bayes });
    expect(answer?.score).toBeCloseTo(Number(score), 6);
  });

  it('gives no judgement where it says that it failed', () => {
    expect(readSpamdAnswer('SPAMD/1.0 74 EX_IOERR\r\n\r\n')).toBeNull();
    expect(readSpamdAnswer('')).toBeNull();
  });

  it.each([
    ['without a judgement', 'maybe', 'X-Spam-Scores: A=1\nX-Spam-Bayes: 0.5\n'],
    ['add up to 4.000', 'True ; 5.3 / 5.0', 'X-Spam-Scores: A=4\nX-Spam-Bayes: 0.5\n'],
    ['no score: "A"', 'True ; 5.3 / 5.0', 'X-Spam-Scores: A\nX-Spam-Bayes: 0.5\n'],
    ['no field X-Spam-Scores', 'True ; 5.3 / 5.0', 'X-Spam-Bayes: 0.5\n'],
    ['no number of Bayes', 'True ; 5.3 / 5.0', 'X-Spam-Scores: A=5.3\nX-Spam-Bayes: much\n'],
  ])('is not believed: %s', (problem, verdict, fields) => {
    expect(() => readSpamdAnswer(spamd(verdict, fields))).toThrow(problem);
  });
});

describe('bogofilter', () => {
  it.each([
    ['/a b/1 0.4999994116957322', 0.4999994116957322],
    ['/a b/1 1.0000000000000000', 1],
    ['/a b/1 0', 0],
    ['/a b/1 1.2e-9', 1.2e-9],
  ])('%s', (line, score) => {
    expect(readBogofilterLine(line, '/a b/1')).toBe(score);
  });

  it.each(['/a b/2 0.5', '/a b/1 S 0.5', '/a b/1 1.5', '/a b/1 ', ''])('is not believed: %j', (line) => {
    expect(() => readBogofilterLine(line, '/a b/1')).toThrow(JSON.stringify(line));
  });
});

describe('rspamd', () => {
  it.each([
    [200, '{"is_skipped":false,"score":-0.79,"required_score":15.0,"action":"no action"}', -0.79],
    [200, '{"is_skipped":true,"score":0.0}', null],
    [500, '{"error":"timed out"}', null],
  ])('%d %s', (status, body, score) => {
    expect(readRspamdAnswer(status, body)).toBe(score);
  });

  it.each([
    [200, '{"score":"7"}'],
    [200, 'pong'],
    [503, ''],
  ])('is not believed: %d %s', (status, body) => {
    expect(() => readRspamdAnswer(status, body)).toThrow(`rspamd answered ${status}: ${JSON.stringify(body)}`);
  });

  it.each([
    [200, '{"success":true}', true],
    [204, '', false], // too short to learn from
    [208, '{"error":"<a@b> has been already learned as ham, ignore it"}', false],
  ])('learns or leaves out: %d %s', (status, body, isLearned) => {
    expect(readLearning(status, body)).toBe(isLearned);
  });

  it('has not learned where it refuses', () => {
    expect(() => readLearning(403, '{"error":"Unauthorized"}')).toThrow('rspamd answered 403');
  });
});

const set = (name: string, labels: string): MailSet => ({
  name,
  folder: '/nowhere',
  mail: labels.split('').map((label, at) => ({ file: String(at), unwanted: label === 's' })),
});
const runOf = (filter: string, scores: readonly (number | null)[]): FilterRun => ({
  filter,
  threshold: '> 5',
  judged: scores.map((score) => (score === null ? null : { score, isUnwanted: score > 5 })),
  cost: { meanMs: scores.length, maxMs: 9 },
});

describe('the tables', () => {
  it('count a message without a judgement as good mail', () => {
    const run = runOf('x', [9, null, 6, 1]);
    expect(unjudged(run)).toBe(1);
    const [, , row = ''] = trainedTable(set('both', 'sshh'), [run]).split('\n');
    expect(row.split(' | ').map((cell) => cell.replace(/ \[.*/, ''))).toEqual([
      '| x',
      '> 5',
      '50.00 %', // FPR: the 6
      '50.00 %', // FNR: the one without
      '50.0000 %',
      '50.00 %',
      '4.00, 9 |',
    ]);
  });

  it('have a column for each set, and the cost of a message over all of them', () => {
    const [ham, spam] = [set('letters', 'hhhh'), set('fraud', 'ss')];
    const runs = new Map([
      [ham, [runOf('x', [1, 2, 3, 9]), runOf('y', [1, 1, 1, 1])]],
      [spam, [runOf('x', [9, 9])]],
    ]);
    const [head = '', , ...rows] = untrainedTable([ham, spam], runs).split('\n');
    expect(head).toContain('FPR, letters (4) | FNR, fraud (2)');
    expect(rows.map((row) => row.replaceAll(/ \[[^\]]*\]/g, ''))).toEqual([
      '| x | > 5 | 25.00 % | 0.00 % | 3.33, 9 |',
      '| y | > 5 | 0.00 % |  | 4.00, 9 |',
    ]);
  });
});

describe('processor time', () => {
  it('is known only where it is known of every message', () => {
    expect(costFrom([1, 2, 6])).toEqual({ meanMs: 3, maxMs: 6 });
    expect(costFrom([1, null])).toBeNull();
    expect(costFrom([])).toBeNull();
  });

  it('of ended children is read past a name with brackets', () => {
    const fields = Array.from({ length: 50 }, (_, at) => at + 3);
    // cutime and cstime are fields 16 and 17 of proc(5), in hundredths of a second.
    expect(endedChildrenIn(`1 (a) b) ${fields.join(' ')}`)).toBe((16 + 17) * 10);
  });
});

describe('mail to be judged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peers-'));
  afterAll(() => rm(folder, { recursive: true }));

  it('lies in files whose names tell nothing', async () => {
    const { folder: place, mail } = await writeSet(folder, 'list ham', [
      { unwanted: true, bytes: Buffer.from('one') },
      { unwanted: false, bytes: Buffer.from('two') },
    ]);
    expect(mail).toEqual([
      { file: '00001', unwanted: true },
      { file: '00002', unwanted: false },
    ]);
    expect(await readdir(place)).toEqual(['00001', '00002']);
    expect(await readFile(join(place, '00002'), 'utf8')).toBe('two');
  });
});
