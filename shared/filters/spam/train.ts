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
    const before = score(this.model, features).score;
    const gradient = gradientAt(before, unwanted, this.#options.margin, importance);
    if (gradient !== 0) this.#move(features, gradient, 1);
    return before;
  }

  /**
   * Learns from one example so much that its own score, and that of a message like it, moves by at most so many logits;
   * says by how many it did. A rare word would else take all it can from the first message that has it.
   */
  nudge({ features, unwanted }: Example, mostLogits: number): number {
    const gradient = gradientAt(score(this.model, features).score, unwanted, nudgedMargin);
    if (gradient === 0 || mostLogits <= 0) return 0;
    const whole = this.#reach(features, gradient);
    const part = Math.min(1, mostLogits / whole);
    this.#move(features, gradient, part);
    return whole * part;
  }

  #move(features: Features, gradient: number, part: number): void {
    for (const block of features.blocks) this.#step(block, 0, block.length, gradient, part);
    const { start, end } = worstSegment(this.model.weights, features.segments);
    this.#step(features.segments, start, end, gradient, part);
    const squares = this.#biasSquares + gradient * gradient;
    this.model.bias += (part * this.#options.rate * gradient) / Math.sqrt(squares);
    this.#biasSquares += part * part * gradient * gradient;
  }

  /** By how many logits a whole step would move the score of its own example. A word that comes often counts each time. */
  #reach({ blocks, segments }: Features, gradient: number): number {
    const { start, end } = worstSegment(this.model.weights, segments);
    const pieces = [...blocks, segments.subarray(start, end)];
    const moves = new Map<number, number>();
    for (const piece of pieces) {
      const step = Math.abs(gradient) / Math.sqrt(piece.length);
      for (const place of piece) {
        const squares = (this.#squares[place] ?? 0) + step * step;
        moves.set(place, (moves.get(place) ?? 0) + (this.#options.rate * step) / Math.sqrt(squares + 1e-3));
      }
    }
    let reach = (this.#options.rate * Math.abs(gradient)) / Math.sqrt(this.#biasSquares + gradient * gradient);
    for (const piece of pieces) {
      let sum = 0;
      for (const place of piece) sum += moves.get(place) ?? 0;
      reach += piece.length === 0 ? 0 : sum / Math.sqrt(piece.length);
    }
    return reach;
  }

  #step(block: Int32Array, start: number, end: number, gradient: number, part: number): void {
    if (end <= start) return;
    const step = gradient / Math.sqrt(end - start);
    const { weights } = this.model;
    for (let at = start; at < end; at += 1) {
      const place = block[at] ?? 0;
      const before = this.#squares[place] ?? 0;
      const squares = before + step * step;
      this.#squares[place] = before + part * part * step * step;
      weights[place] = (weights[place] ?? 0) + (part * this.#options.rate * step) / Math.sqrt(squares + 1e-3);
    }
  }
}

/** Small steps do not shoot over the margin as a whole one does: they go on for longer. */
const nudgedMargin = 6;

/** 0 where a message is judged right by more than the margin. */
function gradientAt(logit: number, unwanted: boolean, margin: number, importance = 1): number {
  const right = unwanted ? logit : -logit;
  return right > margin ? 0 : (unwanted ? importance : -importance) / (1 + Math.exp(right));
}
