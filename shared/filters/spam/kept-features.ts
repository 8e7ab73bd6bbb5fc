/**
 * What a model sees of a labelled message, as a text: hashes of words, of pairs and of runs of characters. A model can be made anew
 * from them when a label is taken back, without the message.
 *
 * They are no secret: who knows a word can see whether it is there, and piece sentences together from the pairs. So no more
 * order is kept than training looks at: of the passages of 120 words, among which it looks for the one a model likes least.
 */

import * as v from 'valibot';
import { blockNames, type Features } from './features.ts';
import { places } from './hash.ts';
import { segmentWords } from './linear-model.ts';

const longest = 60_000;

const Places = v.pipe(v.string(), v.maxLength(longest));
const blocks = v.pipe(v.array(Places), v.length(blockNames.length));
const Kept = v.strictObject({
  schema: v.literal('model-features/v2'),
  blocks,
  /** Passage by passage. */
  passages: Places,
});
/** From before: every word in order. */
const KeptInOrder = v.strictObject({ schema: v.literal('model-features/v1'), blocks, segments: Places });

/** In longer messages the passage that a model likes least is looked for in the beginning. */
const mostSegments = 3_000;

export function encodeFeatures({ blocks, segments }: Features): string {
  const kept: v.InferOutput<typeof Kept> = {
    schema: 'model-features/v2',
    blocks: blocks.map((block) => textOf(sorted(block))),
    passages: textOf(inPassages(segments.subarray(0, mostSegments))),
  };
  return JSON.stringify(kept);
}

/** The features, or why the text holds none. */
export function decodeFeatures(text: string): Features | string {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.variant('schema', [Kept, KeptInOrder])), text);
  if (!parsed.success) return `holds no features: ${parsed.issues[0].message}`;
  const kept = parsed.output;
  const blocks = kept.blocks.map(placesIn);
  const segments = placesIn('passages' in kept ? kept.passages : kept.segments);
  const whole = blocks.filter((block) => block !== undefined);
  if (whole.length !== blocks.length || !segments) return 'holds features of no place';
  return { blocks: whole, segments: inPassages(segments), ordered: false, cut: [] };
}

/** The order of words is lost within each passage. */
function inPassages(segments: Int32Array): Int32Array {
  const passages = new Int32Array(segments.length);
  for (let start = 0; start < segments.length; start += segmentWords) {
    passages.set(sorted(segments.subarray(start, start + segmentWords)), start);
  }
  return passages;
}

function sorted(places: Int32Array): Int32Array {
  return places.toSorted((a, b) => a - b);
}

/** Three octets a place, least significant first. */
function textOf(values: Int32Array): string {
  const octets = Buffer.alloc(values.length * 3);
  for (const [at, value] of values.entries()) octets.writeUIntLE(value, at * 3, 3);
  return octets.toString('base64');
}

function placesIn(text: string): Int32Array | undefined {
  const octets = Buffer.from(text, 'base64');
  if (octets.length % 3 !== 0) return undefined;
  const values = new Int32Array(octets.length / 3);
  for (let at = 0; at < values.length; at += 1) values[at] = octets.readUIntLE(at * 3, 3);
  return values.every((value) => value < places) ? values : undefined;
}
