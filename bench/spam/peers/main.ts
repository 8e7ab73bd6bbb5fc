/**
 * `npm run bench:peers`: mailweir beside SpamAssassin, rspamd and bogofilter on the same mail, without the network.
 *
 *     npm run bench:peers -- --root FOLDER --lists FOLDER [--held-out MODEL] [--peers a,b] [--as-it-came] [--test]
 *
 * Trained and judged on the first four fifths and the last fifth of `sa.train`; with `--test` on `sa.train` and `sa.test`,
 * once a milestone, and that run goes into LOG.md. With MODEL (from `tools/train.ts --held-out --out MODEL`) all judge
 * unseen mail before they are trained, too; `--as-it-came` adds the modern mail with its ways and lists. Missing packages are
 * installed where this runs as root on Debian.
 */

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBogofilter } from './bogofilter.ts';
import { missingOf, type Needed } from './install.ts';
import { labelledSets, unseenSets } from './mail-sets.ts';
import { openOurs } from './ours.ts';
import type { FilterRun, MailSet, Peer } from './peer.ts';
import { endAll, stateFolder } from './process.ts';
import { openRspamd } from './rspamd.ts';
import { openSpamAssassin } from './spamassassin.ts';
import { trainedTable, unjudged, untrainedTable } from './tables.ts';

interface Known extends Needed {
  readonly open: (parent: string) => Promise<Peer>;
}

const known: ReadonlyMap<string, Known> = new Map([
  ['spamassassin', { commands: ['spamd', 'sa-learn'], packages: ['spamassassin', 'spamd'], open: openSpamAssassin }],
  ['rspamd', { commands: ['rspamd', 'redis-server'], packages: ['rspamd', 'redis-server'], open: openRspamd }],
  ['bogofilter', { commands: ['bogofilter', 'stdbuf'], packages: ['bogofilter-sqlite'], open: openBogofilter }],
]);

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: '.' },
    lists: { type: 'string', default: '.' },
    'held-out': { type: 'string' },
    peers: { type: 'string', default: [...known.keys()].join(',') },
    'as-it-came': { type: 'boolean', default: false },
    test: { type: 'boolean', default: false },
  },
});
const names = values.peers.split(',').filter((name) => name !== '');
const strangers = names.filter((name) => !known.has(name));
if (strangers.length > 0) throw new Error(`--peers knows ${[...known.keys()].join(', ')}, not ${strangers.join(', ')}`);

// It takes a core for half an hour.
setPriority(10);
const folder = await mkdtemp(join(tmpdir(), 'mailweir-peers-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void endAll()
      .then(() => rm(folder, { recursive: true, force: true }))
      .finally(() => process.exit(130));
  });
}
try {
  await compare();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  // The mail is somebody's: only we and the filters can pass through this folder.
  await stateFolder(folder);
  await chmod(folder, 0o700);
  const heldOut = values['held-out'];
  const { train, judged } = await labelledSets(values, join(folder, 'mail'), values.test);
  const unseen = heldOut === undefined ? [] : await unseenSets(values, join(folder, 'mail'), values['as-it-came']);
  const runsOf = new Map<MailSet, FilterRun[]>([judged, ...unseen].map((set) => [set, []]));
  const versions: string[] = [];
  const givenUp: string[] = [];
  const measure = async (peer: Peer, sets: readonly MailSet[]): Promise<void> => {
    for (const set of sets) {
      console.error(`${peer.name}: ${set.name}, ${set.mail.length} messages`);
      runsOf.get(set)?.push(...(await peer.score(set)));
    }
  };
  for (const [name, open] of openers(heldOut)) {
    try {
      const peer = await open();
      versions.push(peer.versions);
      if (peer.judgesUntrained) await measure(peer, unseen);
      console.error(`${peer.name}: trains with ${train.mail.length} messages`);
      await peer.train(train);
      await measure(peer, [judged]);
    } catch (fault) {
      // The others' figures took long enough: they are printed all the same.
      if (!(fault instanceof Error)) throw fault;
      givenUp.push(`${name} was given up: ${fault.message}`);
      console.error(fault);
    } finally {
      await endAll();
    }
  }

  console.log(`${versions.join('; ')}; Node ${process.version}\n`);
  console.log(
    `Trained with ${values.test ? 'sa.train' : 'the first four fifths of sa.train'} (${train.mail.length}), judged: ` +
      `${values.test ? 'sa.test' : 'its last fifth'} (${judged.mail.length}).\n`,
  );
  console.log(trainedTable(judged, runsOf.get(judged) ?? []));
  if (unseen.length > 0) console.log(`\nUntrained, each at its own threshold.\n\n${untrainedTable(unseen, runsOf)}`);
  for (const problem of givenUp) console.log(`\n${problem}`);
  for (const [set, runs] of runsOf) {
    for (const run of runs.filter((run) => unjudged(run) > 0)) {
      console.log(`\n${run.filter} gave no judgement of ${unjudged(run)} messages of ${set.name}: they count as good.`);
    }
  }
}

function* openers(heldOut: string | undefined): Generator<[name: string, open: () => Promise<Peer>]> {
  yield ['mailweir', async () => openOurs(await stateFolder(folder, 'mailweir'), heldOut)];
  for (const name of names) {
    const one = known.get(name);
    if (one) yield [name, () => opened(one)];
  }
}

async function opened(one: Known): Promise<Peer> {
  const missing = await missingOf(one);
  if (missing.length === 0) return one.open(folder);
  const packages = one.packages.join(', ');
  throw new Error(`${missing.join(', ')} missing. Install Debian's ${packages}, or run this as root on Debian.`);
}
