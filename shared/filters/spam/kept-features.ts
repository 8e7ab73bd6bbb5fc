/**
 * What a model sees of a labelled message, as a text: numbers of places, and no word of the message. A model can be made
 * anew from them when a label is taken back, without the message.
 */

import * as v from 'valibot';
import { blockNames, type Features } from './features.ts';
import { places } from './hash.ts';

const longest = 60_000;

const Kept = v.strictObject({
  schema: v.literal('model-features/v1'),
  blocks: v.pipe(v.array(v.pipe(v.string(), v.maxLength(longest))), v.length(blockNames.length)),
  segments: v.pipe(v.string(), v.maxLength(longest)),
});

/** In longer messages the passage that a model likes least is looked for in the beginning. */
const mostSegments = 3_000;

export function encodeFeatures({ blocks, segments }: Features): string {
  const kept: v.InferOutput<typeof Kept> = {
    schema: 'model-features/v1',
    // A block is a set, so its order means nothing; that of the words does.
    blocks: blocks.map((block) => textOf(block.toSorted((a, b) => a - b))),
    segments: textOf(segments.subarray(0, mostSegments)),
  };
  return JSON.stringify(kept);
}

/** The features, or why the text holds none. */
export function decodeFeatures(text: string): Features | string {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), text);
  if (!parsed.success) return `holds no features: ${parsed.issues[0].message}`;
  const blocks = parsed.output.blocks.map(placesIn);
  const segments = placesIn(parsed.output.segments);
  const whole = blocks.filter((block) => block !== undefined);
  if (whole.length !== blocks.length || !segments) return 'holds features of no place';
  return { blocks: whole, segments, cut: [] };
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
