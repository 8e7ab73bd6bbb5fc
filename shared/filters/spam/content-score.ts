/**
 * What the shipped model and the organisation's own say together.
 *
 * The shipped model's weight falls as labels come: 1 / (1 + n / 200). An organisation model that has seen
 * little must be surer of itself: a fresh one calls up to 73 % of good mail spam (judging.md, section 2).
 */

import type { ParsedMessage } from '../../mail/message.ts';
import type { Evidence } from './evidence.ts';
import { explain } from './explain.ts';
import { featuresOf, withoutBytes } from './features.ts';
import { score } from './linear-model.ts';
import type { Cut } from './mail-text.ts';
import type { Model } from './model-file.ts';

export interface ContentModels {
  readonly shipped: Model | null;
  readonly organisation: Model | null;
}

export interface ContentScore {
  /** In logits; unwanted where it is above `threshold`. */
  readonly score: number;
  readonly threshold: number;
  /** What each model says by itself, unweighed; null where there is none. */
  readonly shipped: number | null;
  readonly organisation: number | null;
  readonly cut: readonly Cut[];
}

const halvingLabels = 200;
const readyLabels = 300;
const readyOfEach = 50;
/** How much surer, in logits, a model without any label must be. */
const inexperience = 4;

export function shippedWeight({ shipped, organisation }: ContentModels): number {
  if (!shipped) return 0;
  return organisation ? 1 / (1 + labelCount(organisation) / halvingLabels) : 1;
}

export function scoreContent(message: ParsedMessage, models: ContentModels): ContentScore {
  const { shipped, organisation } = models;
  const features = featuresOf(message, organisation !== null);
  const weight = shippedWeight(models);
  // The shipped model knows nothing of octets, and its weights at their places belong to others.
  const byShipped = shipped && score(shipped, withoutBytes(features)).score;
  const byOrganisation = organisation && score(organisation, features).score;
  return {
    score: weight * (byShipped ?? 0) + (byOrganisation ?? 0),
    threshold: thresholdOf(models),
    shipped: byShipped,
    organisation: byOrganisation,
    cut: features.cut,
  };
}

/**
 * How far a message is above what the models call unwanted, in logits. An organisation's model that has seen little may
 * clear a message of the shipped model's suspicion, and confirm it; it does not raise one alone.
 */
export function marginOf(scored: ContentScore, { shipped, organisation }: ContentModels): number {
  const margin = scored.score - scored.threshold;
  if (!organisation || readiness(organisation) === 1 || margin <= 0) return margin;
  const byShipped = shipped === null ? 0 : (scored.shipped ?? 0) - shipped.threshold;
  return byShipped > 0 ? margin : byShipped;
}

export function thresholdOf({ shipped, organisation }: ContentModels): number {
  const own = organisation ? ownThreshold(organisation, shipped === null) : 0;
  return (shipped ? shippedWeight({ shipped, organisation }) * shipped.threshold : 0) + own;
}

/**
 * A model that has seen little must be surer where it judges alone. Beside the shipped one it raises nothing alone (`marginOf`), and what
 * it asks for grows with what it has seen: its first label would else clear all that the shipped one suspects.
 */
function ownThreshold(organisation: Model, alone: boolean): number {
  const ready = readiness(organisation);
  return alone ? organisation.threshold + (1 - ready) * inexperience : ready * organisation.threshold;
}

/** The same as `scoreContent`, model by model and with reasons; dearer. */
export function evidenceOf(message: ParsedMessage, models: ContentModels): readonly Evidence[] {
  const weighed: readonly [Evidence['group'], Model | null, number][] = [
    ['shipped-model', models.shipped, shippedWeight(models)],
    ['organisation-model', models.organisation, 1],
  ];
  return weighed.flatMap(([group, model, weight]) => (model ? [{ group, ...explain(message, model, weight) }] : []));
}

function readiness({ labels: { spam, ham } }: Model): number {
  return Math.min(1, (spam + ham) / readyLabels, spam / readyOfEach, ham / readyOfEach);
}

function labelCount({ labels: { spam, ham } }: Model): number {
  return spam + ham;
}
