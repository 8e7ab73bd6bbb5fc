/** The runs of judging.md, section 5, for our own models: what each is measured on, and by what bar. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContentModels, scoreContent } from '../../shared/filters/spam/content-score.ts';
import { type Features, featuresOf } from '../../shared/filters/spam/features.ts';
import { decodeFeatures, encodeFeatures } from '../../shared/filters/spam/kept-features.ts';
import { score } from '../../shared/filters/spam/linear-model.ts';
import type { Model } from '../../shared/filters/spam/model-file.ts';
import { OrganisationTraining, organisationPasses } from '../../shared/filters/spam/organisation-training.ts';
import type { Example } from '../../shared/filters/spam/train.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { type Cleaning, withoutVerdicts } from '../../tools/train/clean.ts';
import type { ScoredMail } from './measures.ts';

export interface Labelled {
  readonly unwanted: boolean;
  readonly bytes: Buffer;
}

/** A list of a corpus, cleaned; `modern` in its normalised form unless told, else the list server decides everything. */
export function readCorpus(
  lists: string,
  root: string,
  name: string,
  { normalised = name === 'modern' }: Cleaning = {},
): readonly Labelled[] {
  const rows = readFileSync(join(lists, `${name}.tsv`), 'utf8')
    .split('\n')
    .filter((row) => row !== '');
  return rows.map((row) => {
    const [label, path = ''] = row.split('\t');
    const bytes = withoutVerdicts(readFileSync(join(root, path)), { normalised });
    return { unwanted: label === 'spam', bytes };
  });
}

export function scored(model: Model, mail: readonly Labelled[]): readonly ScoredMail[] {
  return mail.map(({ bytes, unwanted }) => ({
    score: score(model, featuresOf(parseMessage(bytes), model.kind === 'organisation')).score,
    unwanted,
  }));
}

/** As they judge together in use. */
export function scoredByBoth(models: ContentModels, mail: readonly Labelled[]): readonly ScoredMail[] {
  return mail.map(({ bytes, unwanted }) => ({ score: scoreContent(parseMessage(bytes), models).score, unwanted }));
}

/** Trains on the first list alone and scores the second: the shipped model has seen the corpora, so it stays out. */
export function trainedOn(mail: readonly Labelled[]): Model {
  return trained(mail.map(({ bytes, unwanted }) => ({ features: featuresOf(parseMessage(bytes), true), unwanted })));
}

/** The same from what is kept of labelled messages, as an organisation's labels are learned. */
export function taughtOn(mail: readonly Labelled[]): Model {
  return trained(
    mail.map(({ bytes, unwanted }) => {
      const features = decodeFeatures(encodeFeatures(featuresOf(parseMessage(bytes), true)));
      if (typeof features === 'string') throw new Error(`features that were just encoded: ${features}`);
      return { features, unwanted };
    }),
  );
}

function trained(examples: readonly Example[]): Model {
  const training = new OrganisationTraining();
  for (let pass = 1; pass <= organisationPasses; pass += 1) {
    if (pass > 1) training.nextPass();
    for (const example of examples) training.learn(example);
  }
  return training.model();
}

/** CPU of parsing, features and score, in milliseconds a message. */
export function costOf(model: Model, mail: readonly Labelled[]): { readonly mean: number; readonly max: number } {
  const spent = mail.map(({ bytes }) => cpuMsOf(() => void scoreOf(model, bytes)));
  return { mean: spent.reduce((sum, ms) => sum + ms, 0) / spent.length, max: Math.max(...spent) };
}

function scoreOf(model: Model, bytes: Buffer): number {
  const features: Features = featuresOf(parseMessage(bytes), model.kind === 'organisation');
  return score(model, features).score;
}

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
