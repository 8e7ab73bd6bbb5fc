/**
 * Fits a logistic regression whose weights keep their sign: gradients over the whole data, each step put back where the
 * sign allows (projected gradient), with a pull that keeps a rare input from being taken for a proof.
 */

import type { CombinationModel } from '../../shared/filters/combination.ts';
import { type InputName, inputNames, inputs, type Values } from '../../shared/filters/inputs.ts';

export interface WeighedExample {
  readonly values: Values;
  readonly unwanted: boolean;
}

const rounds = 1_500;
const rate = 0.2;
/** Of each weight's distance from what is assumed: where the examples are sure of themselves anyhow, that holds. */
const pull = 0.004;

/**
 * What an input is worth by itself: the logarithm of how much likelier it is with unwanted mail, by the shares in
 * circumstances.ts, and less where inputs come together. The examples correct it; content separates most of them so well
 * that they say little of the rest.
 */
const assumptions: Readonly<Partial<Record<InputName, number>>> = {
  'content-unwanted': 1,
  'content-wanted': -1,
  'identity-refuted': 0.5,
  'identity-unproven': 0.6,
  'host-refused': 0.2,
  'upstream-unwanted': 1,
  'upstream-suspects': 0.4,
  'never-met': 1.1,
  'had-mail': -0.4,
  'had-mail-for-long': -0.4,
  'wrote-to': -0.5,
  'domain-had-mail': -0.4,
  'domain-wrote-to': -0.4,
  'met-but-unproven': 0.2,
  'of-a-partner': -0.8,
  'looks-like-known-sender': 1.5,
  'looks-like-known-elsewhere': 0.8,
  'borrowed-name': 1.5,
  'borrowed-address': 1.2,
  'answers-elsewhere': 1.2,
  'colleague-unproven': 1,
  'link-pretends': 1,
  'wants-password': 1,
  'live-page': 1.2,
  'stranger-wants-money': 2,
};

export function fit(examples: readonly WeighedExample[]): CombinationModel {
  const rows = examples.map(({ values, unwanted }) => ({
    unwanted,
    given: inputNames.flatMap((name, at) => (values[name] ? [[at, values[name]] as const] : [])),
  }));
  // Both kinds count alike, however many of each there are.
  const counts = { unwanted: rows.filter(({ unwanted }) => unwanted).length, wanted: 0 };
  counts.wanted = rows.length - counts.unwanted;
  const assumed = inputNames.map((name) => assumptions[name] ?? 0);
  const weights = Float64Array.from(assumed);
  const squares = new Float64Array(inputNames.length).fill(1e-6);
  let bias = 0;
  let biasSquares = 1e-6;
  for (let round = 0; round < rounds; round += 1) {
    const gradient = Float64Array.from(weights, (weight, at) => pull * (weight - (assumed[at] ?? 0)));
    let biasGradient = 0;
    for (const { given, unwanted } of rows) {
      let logit = bias;
      for (const [at, value] of given) logit += (weights[at] ?? 0) * value;
      const error =
        (1 / (1 + Math.exp(-logit)) - (unwanted ? 1 : 0)) / (2 * (unwanted ? counts.unwanted : counts.wanted));
      biasGradient += error;
      for (const [at, value] of given) gradient[at] = (gradient[at] ?? 0) + error * value;
    }
    for (const [at, name] of inputNames.entries()) {
      const step = gradient[at] ?? 0;
      squares[at] = (squares[at] ?? 0) + step * step;
      const moved = (weights[at] ?? 0) - (rate * step) / Math.sqrt(squares[at] ?? 1);
      weights[at] = inputs[name].speaks === 'for' ? Math.max(0, moved) : Math.min(0, moved);
    }
    biasSquares += biasGradient * biasGradient;
    bias -= (rate * biasGradient) / Math.sqrt(biasSquares);
  }
  const kept = inputNames.map((name, at): [InputName, number] => [name, rounded(weights[at] ?? 0)]);
  // The bias says how common unwanted mail was among the examples, which is nothing to go by.
  return { weights: Object.fromEntries(kept) as Record<InputName, number> };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
