/** Trains the shipped model and finds its threshold on mail it has not seen. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { featuresOf } from '../../shared/filters/spam/features.ts';
import { score } from '../../shared/filters/spam/linear-model.ts';
import { type Model, quantised } from '../../shared/filters/spam/model-file.ts';
import { type Example, Learner } from '../../shared/filters/spam/train.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { withoutVerdicts } from './clean.ts';
import { generateMail } from './generate.ts';
import { randomFrom, shuffled } from './random.ts';

export interface TrainingData {
  readonly root: string;
  readonly lists: string;
  readonly seed: number;
  /** What stays unseen, for whoever measures by it; nothing where absent. */
  readonly unseen?: Unseen;
}

export interface Unseen {
  /** Every other message of the Enron and list ham. */
  readonly halves?: boolean;
  /** Kinds of generated mail. */
  readonly kinds?: readonly string[];
  /** Corpora, by the beginning of their lists' names. */
  readonly corpora?: readonly string[];
}

/** Kinds of generated mail that stay unseen where models are measured, wanted ones, and where the combination is fitted, both. */
export const heldOutKinds: readonly string[] = ['ship', 'login', 'ticket', 'failed', 'missed'];
export const heldOutUnwanted: readonly string[] = ['storage', 'document', 'toll', 'payroll', 'card', 'renewal', 'cure'];
const passes = 4;
/** Of good mail, how much may lie above the threshold. */
const tolerated = 0.0005;
const generated = 24_000;
/** In logits; the mail of strangers lies nearer to it than any mail trained with. */
const lowestThreshold = 0;

export async function trainShipped(data: TrainingData): Promise<{ model: Model; used: ReadonlyMap<string, number> }> {
  const { unseen = {} } = data;
  const used = new Map<string, number>();
  const examples: Example[] = [];
  const add = (source: string, bytes: Buffer, unwanted: boolean): void => {
    used.set(source, (used.get(source) ?? 0) + 1);
    examples.push({ features: featuresOf(parseMessage(bytes), false), unwanted });
  };
  for (const list of ['sa.train.tsv', 'sa.test.tsv', 'enron.tsv', 'modern.tsv']) {
    if (unseen.corpora?.some((name) => list.startsWith(name))) continue;
    const rows = (await listed(join(data.lists, list))).filter(
      // The phishing sample's licence is non-commercial: of this list only the good mail is read.
      ({ unwanted }, at) => !(list === 'modern.tsv' && unwanted) && !(unseen.halves && isOther(list, at)),
    );
    if (!isUnpacked(list, rows, data)) continue;
    for (const { path, unwanted } of rows) add(list, withoutVerdicts(await readFile(join(data.root, path))), unwanted);
  }
  const kinds = (kind: string): boolean => !unseen.kinds?.includes(kind);
  for (const { bytes, unwanted } of generateMail({ seed: data.seed, count: generated, unwanted: 0.5, kinds })) {
    add('generated', bytes, unwanted);
  }
  const ordered = shuffled(examples, randomFrom(data.seed));
  const kept = Math.floor(ordered.length * 0.9);
  const threshold = thresholdOf(learn(ordered.slice(0, kept)), ordered.slice(kept));
  const labels = { spam: examples.filter(({ unwanted }) => unwanted).length, ham: 0 };
  labels.ham = examples.length - labels.spam;
  const { weights, scale, bias } = learn(ordered).model;
  return { model: quantised({ kind: 'shipped', weights, scale, bias, threshold, labels }), used };
}

export interface Listed {
  readonly path: string;
  readonly unwanted: boolean;
}

/**
 * False where the whole list may be left out and is. Throws where SpamAssassin's corpus or a part of any list is missing: the
 * model would be another one, and nothing in it would say so.
 */
export function isUnpacked(
  list: string,
  rows: readonly Listed[],
  { root, lists }: Pick<TrainingData, 'root' | 'lists'>,
): boolean {
  const missing = rows.filter(({ path }) => !existsSync(join(root, path)));
  if (missing.length === 0 && rows.length > 0) return true;
  if (missing.length === rows.length && !list.startsWith('sa.')) return false;
  const remedy = `leave it out by --without ${list.slice(0, list.indexOf('.'))} (docs/model.md).`;
  if (rows.length === 0)
    throw new Error(`${list} is not in ${lists} or empty. Name its folder by --lists, or ${remedy}`);
  throw new Error(
    `${missing.length} of the ${rows.length} messages of ${list} are not under ${root}. Unpack the corpus there, name its folder by --root, or ${remedy}`,
  );
}

function isOther(list: string, at: number): boolean {
  return !list.startsWith('sa.') && at % 2 === 1;
}

/** The good mail that `halves` leaves unseen. */
export async function* unseenMail(root: string, lists: string): AsyncGenerator<Buffer> {
  for (const list of ['enron.tsv', 'modern.tsv']) {
    for (const [at, { path, unwanted }] of (await listed(join(lists, list))).entries()) {
      const file = join(root, path);
      if (unwanted || !isOther(list, at) || !existsSync(file)) continue;
      yield withoutVerdicts(await readFile(file), { normalised: list === 'modern.tsv' });
    }
  }
}

function learn(examples: readonly Example[]): Learner {
  const learner = new Learner({ rate: 0.1, margin: 4 });
  for (let pass = 0; pass < passes; pass += 1) for (const example of examples) learner.learn(example);
  return learner;
}

/** High: nobody has told this model anything about the mail it judges. */
function thresholdOf({ model }: Learner, held: readonly Example[]): number {
  const ham = held.filter(({ unwanted }) => !unwanted).map(({ features }) => score(model, features).score);
  ham.sort((a, b) => b - a);
  return Math.max(lowestThreshold, ham[Math.floor(ham.length * tolerated)] ?? 0);
}

async function listed(list: string): Promise<readonly Listed[]> {
  if (!existsSync(list)) return [];
  const rows = (await readFile(list, 'utf8')).split('\n').filter((row) => row !== '');
  return rows.map((row) => {
    const [label = '', path = ''] = row.split('\t');
    return { path, unwanted: label === 'spam' };
  });
}
