/**
 * A model as one object: a line of JSON that says what it is, then its weights.
 *
 * `mailweir-model/v1`: weights are int8 (the shipped model) or 32-bit floats, least significant octet first.
 */

import * as v from 'valibot';
import { places } from './hash.ts';
import type { LinearModel } from './linear-model.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Head = v.strictObject({
  schema: v.literal('mailweir-model/v1'),
  kind: v.picklist(['shipped', 'organisation']),
  weights: v.picklist(['int8', 'float32']),
  places: v.literal(places),
  scale: v.pipe(v.number(), v.finite()),
  bias: v.pipe(v.number(), v.finite()),
  /** In logits: a message above it counts as unwanted. */
  threshold: v.pipe(v.number(), v.finite()),
  /** What it has learned from. */
  labels: v.strictObject({ spam: Count, ham: Count }),
});

export interface Model extends LinearModel {
  readonly kind: 'shipped' | 'organisation';
  readonly threshold: number;
  readonly labels: { readonly spam: number; readonly ham: number };
}

export function encodeModel(model: Model): Buffer {
  const { weights, kind, scale, bias, threshold, labels } = model;
  const head: v.InferOutput<typeof Head> = {
    schema: 'mailweir-model/v1',
    kind,
    weights: weights instanceof Int8Array ? 'int8' : 'float32',
    places,
    scale,
    bias,
    threshold,
    labels,
  };
  const octets = Buffer.alloc(weights.byteLength);
  if (weights instanceof Int8Array) octets.set(Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength));
  else for (const [at, weight] of weights.entries()) octets.writeFloatLE(weight, at * 4);
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), octets]);
}

/** Why the bytes are no model, in words, or the model, which keeps them. */
export function decodeModel(bytes: Buffer): Model | string {
  const lineEnd = bytes.subarray(0, longestHead).indexOf(0x0a);
  if (lineEnd < 0) return 'does not begin with a line that describes a model';
  const head = v.safeParse(v.pipe(v.string(), v.parseJson(), Head), bytes.toString('utf8', 0, lineEnd));
  if (!head.success) return `is no model of this version: ${head.issues[0].message}`;
  const { weights: kept, kind, scale, bias, threshold, labels } = head.output;
  const octets = bytes.subarray(lineEnd + 1);
  const expected = places * (kept === 'int8' ? 1 : 4);
  if (octets.length !== expected) return `holds ${octets.length} octets of weights instead of ${expected}`;
  // Not copied: the shipped model is as large as all other memory of a start.
  const weights = kept === 'int8' ? new Int8Array(octets.buffer, octets.byteOffset, octets.length) : floats(octets);
  return { kind, weights, scale, bias, threshold, labels };
}

const longestHead = 4_000;

function floats(octets: Buffer): Float32Array {
  const copy = Buffer.from(octets);
  const values = new Float32Array(copy.length / 4);
  for (let at = 0; at < values.length; at += 1) values[at] = copy.readFloatLE(at * 4);
  return values;
}

/** The same model with weights of one octet each; the largest become 127. */
export function quantised(model: Model): Model {
  let largest = 0;
  for (const weight of model.weights) largest = Math.max(largest, Math.abs(weight));
  const step = largest === 0 ? 1 : largest / 127;
  return {
    ...model,
    weights: Int8Array.from(model.weights, (weight) => Math.round(weight / step)),
    scale: model.scale * step,
  };
}
