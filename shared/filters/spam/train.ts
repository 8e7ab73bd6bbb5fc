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
    if (gradient !== 0) this.#move(features, gradient);
    return before;
  }

  /**
   * Learns from examples so much that all of them together move the score of any ordinary message by at most so many logits,
   * whatever stands in them: the weights end within a ball around where they were. The n-th of m may move them as far as the
   * root of n / m of its radius: each gets its part where they have nothing in common, and the first takes no other's.
   */
  nudge(examples: readonly Example[], mostLogits: number): void {
    const radius = mostLogits / lengthOfMessage;
    const moved = new Moved();
    for (const [at, example] of examples.entries()) {
      this.#nudgeOne(example, moved, (radius * radius * (at + 1)) / examples.length);
    }
    moved.forget();
  }

  #nudgeOne({ features, unwanted }: Example, moved: Moved, mostSquares: number): void {
    const gradient = gradientAt(score(this.model, features).score, unwanted, nudgedMargin);
    if (gradient === 0) return;
    const { start, end } = worstSegment(this.model.weights, features);
    const pieces = [...features.blocks, features.segments.subarray(start, end)];
    const { rate } = this.#options;
    moved.plan(atBias, (rate * gradient) / Math.sqrt(this.#biasSquares + gradient * gradient));
    for (const piece of pieces) {
      const step = gradient / Math.sqrt(piece.length);
      for (const place of piece) {
        const squares = (this.#squares[place] ?? 0) + step * step;
        moved.plan(place, (rate * step) / Math.sqrt(squares + 1e-3));
      }
    }
    const part = moved.go(mostSquares, (place, by) => {
      if (place === atBias) this.model.bias += by;
      else this.model.weights[place] = (this.model.weights[place] ?? 0) + by;
    });
    this.#biasSquares += part * part * gradient * gradient;
    for (const piece of pieces) {
      const square = (part * part * gradient * gradient) / piece.length;
      for (const place of piece) this.#squares[place] = (this.#squares[place] ?? 0) + square;
    }
  }

  #move(features: Features, gradient: number): void {
    for (const block of features.blocks) this.#step(block, 0, block.length, gradient);
    const { start, end } = worstSegment(this.model.weights, features);
    this.#step(features.segments, start, end, gradient);
    this.#biasSquares += gradient * gradient;
    this.model.bias += (this.#options.rate * gradient) / Math.sqrt(this.#biasSquares);
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

/** The bias, as one place more. */
const atBias = places;

/**
 * How long a message is as a vector: seven blocks and a bias of length 1, and a segment that is longer where its words repeat.
 * Half of all mail is shorter and one in a hundred twice as long, such as tables that repeat a few words.
 */
const lengthOfMessage = 3.2;

/** How far the weights have moved since a beginning, and the step that is planned next. */
class Moved {
  // One for all: only one is in use, and it is as large as a model.
  static readonly #moved = new Float64Array(places + 1);
  static readonly #planned = new Float64Array(places + 1);
  readonly #seen = new Set<number>();
  #inStep: number[] = [];
  #squares = 0;

  plan(place: number, by: number): void {
    const before = Moved.#planned[place] ?? 0;
    if (before === 0) this.#inStep.push(place);
    Moved.#planned[place] = before + by;
  }

  /** Goes as much of the planned step as stays within this square of a distance; says how much of it that is. */
  go(mostSquares: number, move: (place: number, by: number) => void): number {
    let [along, ahead] = [0, 0];
    for (const place of this.#inStep) {
      const planned = Moved.#planned[place] ?? 0;
      along += planned * (Moved.#moved[place] ?? 0);
      ahead += planned * planned;
    }
    const left = Math.max(0, mostSquares - this.#squares);
    const part = ahead === 0 ? 0 : Math.min(1, (Math.sqrt(along * along + ahead * left) - along) / ahead);
    for (const place of this.#inStep) {
      const by = part * (Moved.#planned[place] ?? 0);
      Moved.#planned[place] = 0;
      Moved.#moved[place] = (Moved.#moved[place] ?? 0) + by;
      this.#seen.add(place);
      move(place, by);
    }
    this.#inStep = [];
    this.#squares += part * (2 * along + part * ahead);
    return part;
  }

  forget(): void {
    for (const place of this.#seen) Moved.#moved[place] = 0;
  }
}

/** Small steps do not shoot over the margin as a whole one does: they go on for longer. */
const nudgedMargin = 6;

/** 0 where a message is judged right by more than the margin. */
function gradientAt(logit: number, unwanted: boolean, margin: number, importance = 1): number {
  const right = unwanted ? logit : -logit;
  return right > margin ? 0 : (unwanted ? importance : -importance) / (1 + Math.exp(right));
}
