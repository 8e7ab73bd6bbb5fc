/** From labels that count to a model, and whether it is better than the one before. */

import type { Features } from './features.ts';
import { score } from './linear-model.ts';
import { type Model, quantised } from './model-file.ts';
import type { HeldMeasure } from './model-versions.ts';
import { OrganisationTraining, organisationPasses } from './organisation-training.ts';

export interface Taught {
  /** Whose word it is and about whom, where that is bounded; null: it counts whole. */
  readonly group: string | null;
  readonly features: Features;
  readonly unwanted: boolean;
  /** Measures, and teaches nothing. */
  readonly held: boolean;
}

/**
 * What one reporter says about one sender's domain moves messages like those by so much at most: less than lies between
 * ordinary mail and junk, so that it takes several people, or the administrator.
 */
export const logitsOfGroup = 2;

/** With a weight an octet, as it is kept and as it will judge. */
export function teach(messages: readonly Taught[]): Model {
  const training = new OrganisationTraining();
  const movedBy = new Map<string, number>();
  for (let pass = 1; pass <= organisationPasses; pass += 1) {
    if (pass > 1) training.nextPass();
    for (const message of messages) {
      if (message.held) continue;
      if (message.group === null) training.learn(message);
      else {
        const moved = movedBy.get(message.group) ?? 0;
        movedBy.set(message.group, moved + training.nudge(message, logitsOfGroup - moved));
      }
    }
  }
  return quantised(training.model());
}

/** How a model does on the held messages among these. */
export function measure(model: Model, messages: readonly Taught[]): HeldMeasure {
  const measured = { spam: 0, ham: 0, loss: 0, lost: 0 };
  for (const { features, unwanted, held } of messages) {
    if (!held) continue;
    const { score: logit } = score(model, features);
    measured[unwanted ? 'spam' : 'ham'] += 1;
    // log(1 + e^-x) without overflow.
    const right = unwanted ? logit : -logit;
    measured.loss += Math.max(0, -right) + Math.log1p(Math.exp(-Math.abs(right)));
    if (!unwanted && logit > model.threshold) measured.lost += 1;
  }
  const count = measured.spam + measured.ham;
  return { ...measured, loss: count === 0 ? 0 : Math.round((measured.loss / count) * 10_000) / 10_000 };
}

/** Fewer measure chance only. */
const leastOfEach = 5;
/** What the loss may rise by, since a measure of few labels moves by itself; a model that tosses a coin has 0.69. */
const tolerated = 0.1;

/** `before` and `after` are of two models on the same messages. */
export function isWorse(before: HeldMeasure, after: HeldMeasure): boolean {
  if (before.spam < leastOfEach || before.ham < leastOfEach) return false;
  return after.loss > before.loss + tolerated || after.lost > before.lost + Math.max(1, before.ham * 0.02);
}
