/** The model that comes with mailweir, decoded when it is first asked for. */

import { once } from '../../tables/once.ts';
import { shippedModelFile } from '../../tables/shipped-model.ts';
import { decodeModel, type Model } from './model-file.ts';

export const shippedModel = once((): Model => {
  const model = decodeModel(shippedModelFile());
  if (typeof model === 'string') throw new Error(`the shipped model ${model}: run "npm run train"`);
  return model;
});
