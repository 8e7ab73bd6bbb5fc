/**
 * Learns a linear model: logistic regression by stochastic gradients on error with a margin, steps per place
 * shrinking as it is used (AdaGrad; Duchi, Hazan, Singer 2011). No randomness: the order is the caller's.
 */

import type { Features } from './features.ts';
import { places } from './hash.ts';
import { type LinearModel, score, worstSegment } from './linear-model.ts';

export interface Example {
  readonly features: Features;
  readonly unwanted: boolean;
}

export interface TrainingOptions {
  readonly rate: number;
  /** A message judged right by more than this many logits teaches nothing. */
  readonly margin: number;
}

export class Learner {
  readonly model: { readonly weights: Float32Array; readonly scale: number; bias: number };
  readonly #squares = new Float32Array(places);
  #biasSquares = 1;
  readonly #options: TrainingOptions;

  constructor(options: TrainingOptions, from?: LinearModel) {
    this.#options = options;
    const weights = new Float32Array(places);
    if (from) for (let at = 0; at < places; at += 1) weights[at] = (from.weights[at] ?? 0) * from.scale;
    this.model = { weights, scale: 1, bias: from?.bias ?? 0 };
  }

  /** Learns from one example; gives the score it had before. `importance` multiplies the step. */
  learn({ features, unwanted }: Example, importance = 1): number {
    const { score: before } = score(this.model, features);
    const right = unwanted ? before : -before;
    if (right > this.#options.margin) return before;
    const gradient = (unwanted ? importance : -importance) / (1 + Math.exp(right));
    for (const block of features.blocks) this.#step(block, 0, block.length, gradient);
    const { start, end } = worstSegment(this.model.weights, features.segments);
    this.#step(features.segments, start, end, gradient);
    this.#biasSquares += gradient * gradient;
    this.model.bias += (this.#options.rate * gradient) / Math.sqrt(this.#biasSquares);
    return before;
  }

  #step(block: Int32Array, start: number, end: number, gradient: number): void {
    if (end <= start) return;
    const step = gradient / Math.sqrt(end - start);
    const { weights } = this.model;
    for (let at = start; at < end; at += 1) {
      const place = block[at] ?? 0;
      const squares = (this.#squares[place] ?? 0) + step * step;
      this.#squares[place] = squares;
      weights[place] = (weights[place] ?? 0) + (this.#options.rate * step) / Math.sqrt(squares + 1e-3);
    }
  }
}
