/**
 * Trains an organisation's model from labelled messages: on error with a margin, in a few passes over the
 * examples as the caller hands them, so that they need not all be in memory.
 */

import type { Model } from './model-file.ts';
import { type Example, Learner } from './train.ts';

export const organisationPasses = 3;

/** Of good mail, how much may lie above the threshold. */
const tolerated = 0.002;
const lowestThreshold = 0.5;
const highestThreshold = 6;
/** Where all good mail was nudged with, and none of it measures: a higher one would clear what the shipped model suspects. */
const unmeasuredThreshold = 2;

export class OrganisationTraining {
  readonly #learner = new Learner({ rate: 0.3, margin: 2 });
  readonly #labels = { spam: 0, ham: 0 };
  /** Scores that good mail had before anything was learned from it. */
  readonly #hamScores: number[] = [];
  #pass = 1;

  learn(example: Example): void {
    const before = this.#learner.learn(example);
    if (this.#pass > 1) return;
    this.count(example);
    if (!example.unwanted) this.#hamScores.push(before);
  }

  /** The same for words that all together are not to move any message by more logits; they set no threshold. */
  nudge(examples: readonly Example[], mostLogits: number): void {
    this.#learner.nudge(examples, mostLogits);
  }

  /** What was nudged with is experience as far as the caller says so. */
  count({ unwanted }: Pick<Example, 'unwanted'>): void {
    this.#labels[unwanted ? 'spam' : 'ham'] += 1;
  }

  nextPass(): void {
    this.#pass += 1;
  }

  get labels(): Model['labels'] {
    return { ...this.#labels };
  }

  model(): Model {
    const { weights, scale, bias } = this.#learner.model;
    return { kind: 'organisation', weights, scale, bias, threshold: this.#threshold(), labels: this.labels };
  }

  /** The first half was judged by a model that knew too little to measure anything. */
  #threshold(): number {
    const late = this.#hamScores.slice(this.#hamScores.length >> 1).sort((a, b) => b - a);
    const none = this.#labels.ham === 0 ? highestThreshold : unmeasuredThreshold;
    const above = late[Math.floor(late.length * tolerated)] ?? none;
    return Math.min(highestThreshold, Math.max(lowestThreshold, above));
  }
}
