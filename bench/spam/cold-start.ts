/**
 * `npm run bench:judging-cold-start -- [ROUNDS]`: what judging content and identity adds to a cold start of `inbound` and to
 * its zip, by the bundle that is packaged and one whose filters are those of `cold-start/filters.ts`.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import { neverMet } from '../../shared/filters/relation.ts';
import type { JudgeInput } from '../../shared/judge.ts';
import { noMacKeys } from '../../shared/mail/own-field.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { decodeEvent } from '../../shared/sources/workmail.ts';
import { type Alias, bundle } from '../../tools/build/bundle.ts';
import { zipFiles } from '../../tools/build/zip.ts';
import { functions } from '../../tools/build.ts';
import { printedBy, takingTurns } from '../child.ts';
import { table } from '../figures.ts';
import type { ColdStart } from './cold-start/judge.child.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const child = fileURLToPath(new URL('cold-start/judge.child.ts', import.meta.url));
const inside = (path: string) => join(root, path);

const packaged: Alias = {};
const withoutJudging: Alias = {
  [inside('shared/filters/index.ts')]: inside('bench/spam/cold-start/filters.ts'),
  [inside('shared/model-store.ts')]: inside('bench/spam/cold-start/model-store.ts'),
  [inside('shared/relation/reader.ts')]: inside('bench/spam/cold-start/relation-reader.ts'),
};
/** What only judging needs: none of it may be left in the bundle without. */
const ofJudging = /shared\/(?:filters\/(?:spam|impersonation)|relation)\/|public-suffix|\/mailauth\//;

const rounds = Number(process.argv[2] ?? 15);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`${process.argv[2] ?? ''} is no number of rounds`);
const folder = mkdtempSync(join(tmpdir(), 'mailweir-cold-start-'));
try {
  await measureAll();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<void> {
  const inputFile = join(folder, 'input');
  writeFileSync(inputFile, serialize(firstMessage()));
  const [withIt, without] = [await built('as packaged', packaged), await built('without judging', withoutJudging)];
  if (withIt.ofJudging.length === 0) throw new Error('nothing of judging is in the packaged bundle');
  if (without.ofJudging.length > 0) throw new Error(`to be replaced as well: ${without.ofJudging.join(', ')}`);

  const [command, ...before] = [...pin(), process.execPath, '--disable-warning=ExperimentalWarning'] as const;
  const bundles = [withIt, without];
  const measured = await takingTurns(bundles, rounds, async ({ place }) => {
    const args = [...before, child, place, inputFile];
    return (await printedBy(command, args)) as ColdStart;
  });
  // What others do on the machine only ever adds, and to a start of one run more than a median can take.
  const least = measured.map((runs) => {
    const of = (figure: (run: ColdStart) => number) => Math.min(...runs.map(figure));
    return [
      of((run) => run.loadedMs),
      of((run) => run.loadedCpuMs),
      of((run) => run.firstCpuMs),
      of((run) => run.secondCpuMs),
    ];
  });
  const found = measured.map(([run]) => new Set(run?.found));
  for (const filter of ['impersonated-name', 'first-contact']) {
    if (found[0]?.has(filter) && !found[1]?.has(filter)) continue;
    throw new Error(`${filter} found nothing where it is asked, or something where it is not`);
  }
  const added = least[0]?.map((figure, at) => figure - (least[1]?.[at] ?? 0)) ?? [];
  const addedBytes = withIt.zipBytes - without.zipBytes;
  const row = (name: string, zipBytes: number, figures: readonly number[] = []) => [
    name,
    (zipBytes / 1_000).toFixed(0),
    ...figures.map((figure) => figure.toFixed(1)),
  ];
  console.log(
    table(
      ['bundle', 'zip, kB', 'loaded, ms', 'CPU of that', 'CPU of first message', 'of second'],
      [
        ...bundles.map(({ name, zipBytes }, at) => row(name, zipBytes, least[at])),
        row('judging adds', addedBytes, added),
      ],
    ),
  );
  const bar = (holds: boolean): string => (holds ? 'holds' : 'MISSED');
  const [judged, judgedWithout] = measured.map((runs) =>
    Math.min(...runs.map((run) => run.loadedCpuMs + run.firstCpuMs)),
  );
  const untilJudged = (judged ?? Infinity) - (judgedWithout ?? 0);
  console.log(
    `\n${bar(untilJudged < 40)}  judging adds less than 40 ms of CPU until the first message is judged: ${untilJudged.toFixed(1)}`,
  );
  console.log(`${bar(addedBytes < 800_000)}  judging adds less than 800 kB to inbound.zip`);
}

interface Built {
  readonly name: string;
  readonly place: string;
  readonly zipBytes: number;
  /** Sources that only judging needs. */
  readonly ofJudging: readonly string[];
}

async function built(name: string, alias: Alias): Promise<Built> {
  const inbound = functions.find((one) => one.name === 'inbound');
  if (inbound === undefined) throw new Error('there is no function inbound');
  const { files, metafile } = await bundle(inbound, root, alias);
  const place = join(folder, name.replaceAll(' ', '-'));
  mkdirSync(place);
  for (const [file, content] of files) writeFileSync(join(place, file), content);
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const sources = used.filter(([source, { bytesInOutput }]) => bytesInOutput > 0 && ofJudging.test(source));
  return { name, place, zipBytes: zipFiles(files).length, ofJudging: sources.map(([source]) => source) };
}

/** A stranger under a colleague's name, so that the filters have something to explain. */
function firstMessage(): JudgeInput {
  const parsed = parsePolicy({
    version: 1,
    domains: ['corp.example'],
    directory: { people: [{ name: 'Ann Berg', addresses: ['ann@corp.example'] }] },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const transaction = decodeEvent({
    summaryVersion: '2018-10-10',
    messageId: 'm',
    invocationId: 'i',
    flowDirection: 'INBOUND',
    envelope: { mailFrom: { address: 'ann.berg@gmail.com' }, recipients: [{ address: 'bob@corp.example' }] },
  });
  const bytes = Buffer.from(
    [
      'From: Ann Berg <ann.berg@gmail.com>',
      'To: bob@corp.example',
      'Date: Mon, 23 Nov 2026 09:00:00 +0000',
      'Subject: Are you at your desk?',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>I need gift cards for a client. <a href="https://pay.r2.dev/x">corp.example</a></p>',
    ].join('\r\n'),
  );
  // A stranger, as relations tell: all filters look at such a message.
  const relation = { state: 'asked', address: neverMet, domain: null, historyDays: 400 } as const;
  return { bytes, transaction, policy: parsed.policy, keys: noMacKeys, facts: { relation, authentication: null } };
}

/** To one core, where the system can: a small function has no more, and both threads share it. */
function pin(): readonly string[] {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return ['taskset', '-c', '0'];
  } catch (fault) {
    if (fault instanceof Error) return [];
    throw fault;
  }
}
