/**
 * An organisation's model as it lies in the state bucket: the weights as one immutable text under their own hash, and a
 * pointer that names the version in force and those before it.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { decodeModel, encodeModel, type Model, quantised } from './model-file.ts';

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How a model did on labels it has not learned from. */
const HeldMeasure = v.strictObject({
  spam: Count,
  ham: Count,
  /** Mean logistic loss; 0 is perfect. */
  loss: v.pipe(v.number(), v.finite(), v.minValue(0)),
  /** Good mail above the threshold. */
  lost: Count,
});

const Version = v.strictObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** The weights. */
  model: Sha256,
  /** The labels it was made from. */
  labels: Sha256,
  counted: v.strictObject({ spam: Count, ham: Count }),
  held: HeldMeasure,
  /** `worse`: it did worse on held labels than the one before it, and was not put in force. */
  outcome: v.picklist(['taken', 'worse']),
});

const Pointer = v.strictObject({
  schema: v.literal('model-pointer/v1'),
  /** 0: none, the shipped model judges alone. */
  current: Count,
  /** Oldest first. */
  versions: v.array(Version),
});

export type HeldMeasure = Readonly<v.InferOutput<typeof HeldMeasure>>;
export type ModelVersion = Readonly<v.InferOutput<typeof Version>>;
export type ModelPointer = Readonly<v.InferOutput<typeof Pointer>>;

export const firstPointer: ModelPointer = { schema: 'model-pointer/v1', current: 0, versions: [] };

/** The pointer, or why the text is none. */
export function parseModelPointer(text: string): ModelPointer | string {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Pointer), text);
  if (!parsed.success) return `does not name versions of a model: ${parsed.issues[0].message}`;
  const { current, versions } = parsed.output;
  const known = current === 0 || versions.some(({ version }) => version === current);
  return known ? parsed.output : `names version ${current}, which is not among its versions`;
}

export function versionInForce({ current, versions }: ModelPointer): ModelVersion | undefined {
  return versions.find(({ version }) => version === current);
}

/** What a function reads at most. */
export const mostModelBytes = 2 * 1024 * 1024;

/** The model with a weight an octet, in base64. */
export function storedModelOf(model: Model): { readonly text: string; readonly sha256: string } {
  const text = encodeModel(quantised(model)).toString('base64');
  return { text, sha256: sha256Of(text) };
}

/** The model, or why the text is not the one of this hash. */
export function parseStoredModel(text: string, sha256: string): Model | string {
  if (text.length > mostModelBytes) return `is larger than ${mostModelBytes} octets`;
  if (sha256Of(text) !== sha256) return 'is not what its hash says';
  const model = decodeModel(Buffer.from(text, 'base64'));
  if (typeof model === 'string') return model;
  return model.kind === 'organisation' && model.weights instanceof Int8Array
    ? model
    : `is a model of the kind ${model.kind} that is not meant for a bucket`;
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
