import { readFileSync } from 'node:fs';

/** The model that comes with mailweir, as `npm run train` makes it; docs/model.md says from what. */
export function shippedModelFile(): Buffer {
  return readFileSync(new URL('./shipped.model', import.meta.url));
}
