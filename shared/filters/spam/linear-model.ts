/**
 * A linear model over feature blocks: the logit of being unwanted is a bias and, for each block, the mean
 * direction of its features (each block scaled to unit length, judging.md section 3).
 *
 * One more block is the segment: the run of 120 words that the model likes least, wherever in the text it
 * stands, so that innocent text before or behind it does not hide it.
 */

import type { Features } from './features.ts';

export const segmentWords = 120;

export interface LinearModel {
  readonly weights: Int8Array | Float32Array;
  /** What one step of `weights` is worth. */
  readonly scale: number;
  readonly bias: number;
}

export interface Scored {
  readonly score: number;
  /** By block, then the segment. */
  readonly shares: readonly number[];
  /** The first word of the segment. */
  readonly segmentStart: number;
}

export function score(model: LinearModel, features: Features): Scored {
  const { blocks } = features;
  const { weights, scale, bias } = model;
  const shares = blocks.map((block) => {
    let sum = 0;
    for (let at = 0; at < block.length; at += 1) sum += weights[block[at] ?? 0] ?? 0;
    return block.length === 0 ? 0 : (sum * scale) / Math.sqrt(block.length);
  });
  const segment = worstSegment(weights, features);
  shares.push(segment.sum === 0 ? 0 : (segment.sum * scale) / Math.sqrt(segment.end - segment.start));
  return { score: shares.reduce((total, share) => total + share, bias), shares, segmentStart: segment.start };
}

export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly sum: number;
}

export function worstSegment(weights: LinearModel['weights'], { segments, ordered }: Passages): Segment {
  return ordered ? worstRun(weights, segments) : worstPassage(weights, segments);
}

type Passages = Pick<Features, 'segments' | 'ordered'>;

function worstRun(weights: LinearModel['weights'], segments: Int32Array): Segment {
  let sum = 0;
  let worst: Segment = { start: 0, end: Math.min(segments.length, segmentWords), sum: Number.NEGATIVE_INFINITY };
  for (let at = 0; at < segments.length; at += 1) {
    sum += weights[segments[at] ?? 0] ?? 0;
    if (at >= segmentWords) sum -= weights[segments[at - segmentWords] ?? 0] ?? 0;
    const full = at >= segmentWords - 1 || at === segments.length - 1;
    if (full && sum > worst.sum) worst = { start: Math.max(0, at - segmentWords + 1), end: at + 1, sum };
  }
  return segments.length === 0 ? { start: 0, end: 0, sum: 0 } : worst;
}

function worstPassage(weights: LinearModel['weights'], segments: Int32Array): Segment {
  let worst: Segment = { start: 0, end: 0, sum: segments.length === 0 ? 0 : Number.NEGATIVE_INFINITY };
  for (let start = 0; start < segments.length; start += segmentWords) {
    const end = Math.min(segments.length, start + segmentWords);
    let sum = 0;
    for (let at = start; at < end; at += 1) sum += weights[segments[at] ?? 0] ?? 0;
    if (sum > worst.sum) worst = { start, end, sum };
  }
  return worst;
}
