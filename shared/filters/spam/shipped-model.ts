/** The model that comes with mailweir, decoded when it is first asked for. Made by `npm run train`. */

import { decodeModel, type Model } from './model-file.ts';
import { shippedModelText } from './shipped-weights.ts';

let decoded: Model | undefined;

export function shippedModel(): Model {
  if (decoded) return decoded;
  const model = decodeModel(Buffer.from(shippedModelText, 'base64'));
  if (typeof model === 'string') throw new Error(`the shipped model ${model}: run "npm run train"`);
  decoded = model;
  return model;
}
